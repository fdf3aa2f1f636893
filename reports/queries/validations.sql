select * from satisfaction.validation where figure_id is not null
