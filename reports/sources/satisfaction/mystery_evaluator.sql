-- How far each evaluator's visits score from those of the others; evaluators have codes, never names.
select
    figure_id, evaluator, period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    n_visits::double as n_visits,
    mean_score_0_100::double as mean_score_0_100,
    difference::double as difference,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    verdict,
    caveat
from (from published.pub_mystery_evaluator union all by name select null as figure_id)
