select * from satisfaction.review_distribution where figure_id is not null order by platform, period_start, rating
