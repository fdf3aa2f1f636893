select * from satisfaction.segment_difference where figure_id is not null
