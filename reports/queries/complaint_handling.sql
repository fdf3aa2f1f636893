select * from satisfaction.complaint_handling where figure_id is not null order by measure, period_start
