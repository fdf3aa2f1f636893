select * from satisfaction.letter where figure_id is not null order by period_start, n_thanks desc nulls last
