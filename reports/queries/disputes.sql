select * from satisfaction.dispute where figure_id is not null order by measure, category, period_start
