select * from satisfaction.control_chart where figure_id is not null order by period_start
