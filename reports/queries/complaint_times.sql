select * from satisfaction.complaint_time where figure_id is not null order by step, cut, cut_value, period_start
