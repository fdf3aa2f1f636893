select * from satisfaction.gap where figure_id is not null order by period_start
