select * from satisfaction.reliability where figure_id is not null
