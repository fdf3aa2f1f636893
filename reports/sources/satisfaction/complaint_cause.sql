-- Causes of complaints, most frequent first.
select
    figure_id,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    cause_key,
    n::double as n,
    n_total::double as n_total,
    share::double as share,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    rank::double as rank,
    running_share::double as running_share,
    rate_per_1000::double as rate_per_1000,
    rate_ci_low::double as rate_ci_low,
    rate_ci_high::double as rate_ci_high
from (from published.pub_complaint_cause union all by name select null as figure_id)
