select * from satisfaction.mystery_evaluator where figure_id is not null order by evaluator, period_start
