select * from satisfaction.gap_chain where figure_id is not null order by period_start
