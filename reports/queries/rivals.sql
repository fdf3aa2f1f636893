select * from satisfaction.competitor where figure_id is not null order by period_start
