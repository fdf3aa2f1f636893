select * from satisfaction.operation where figure_id is not null order by outcome_key, period_start
