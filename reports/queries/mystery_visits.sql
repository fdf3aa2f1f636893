select * from satisfaction.mystery_visit where figure_id is not null order by period_start, score_0_100 nulls last
