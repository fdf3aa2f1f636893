select * from satisfaction.weighting where figure_id is not null
