select * from satisfaction.promise where figure_id is not null order by promise_key, version_number, cut, cut_value, period_start
