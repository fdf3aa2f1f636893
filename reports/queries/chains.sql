select * from satisfaction.gap_chain where figure_id is not null and cut = 'overall' order by period_start
