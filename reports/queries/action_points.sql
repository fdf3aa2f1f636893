select * from satisfaction.action_point where figure_id is not null order by improvement_action_key, period_start
