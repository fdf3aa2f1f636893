select * from satisfaction.relative_quality where figure_id is not null order by competitor_key, period_start
