select * from satisfaction.action where figure_id is not null order by action_key
