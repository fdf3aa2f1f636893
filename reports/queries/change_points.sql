select * from satisfaction.change_point where figure_id is not null order by period_start desc, change_size
