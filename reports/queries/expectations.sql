select * from satisfaction.expectation where figure_id is not null
