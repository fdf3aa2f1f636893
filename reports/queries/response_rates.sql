select * from satisfaction.response_rate where figure_id is not null
