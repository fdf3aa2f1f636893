select * from satisfaction.outcome where figure_id is not null order by measure, outcome_key, lag_months
