select * from satisfaction.complaint_cause where figure_id is not null order by period_start, rank nulls last
