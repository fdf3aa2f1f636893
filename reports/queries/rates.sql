select * from satisfaction.complaint_rate where figure_id is not null order by period_start
