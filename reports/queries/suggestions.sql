select * from satisfaction.suggestion where figure_id is not null order by n_suggestions desc nulls last
