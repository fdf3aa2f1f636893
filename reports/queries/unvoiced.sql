select * from satisfaction.complaint_handling where figure_id is not null and measure = 'M19_unvoiced_problem' order by period_start
