-- Complaints per 1,000 exposed customers or units.
select
    figure_id,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    n_complaints::double as n_complaints,
    exposure::double as exposure,
    rate_per_1000::double as rate_per_1000,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    difference::double as difference,
    difference_ci_low::double as difference_ci_low,
    difference_ci_high::double as difference_ci_high,
    strftime(previous_period_start, '%Y-%m-%d') as previous_period_start,
    verdict
from (from published.pub_complaint_rate union all by name select null as figure_id)
