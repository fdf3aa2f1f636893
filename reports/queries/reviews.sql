select * from satisfaction.review where figure_id is not null order by platform, period_start
