select * from satisfaction.sample where figure_id is not null
