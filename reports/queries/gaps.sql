select * from satisfaction.gap where figure_id is not null and cut = 'overall' order by period_start
