select * from satisfaction.trend where figure_id is not null
