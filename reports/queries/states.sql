select * from satisfaction.complaint_state where figure_id is not null
