-- Disputes that went outside: their number, and what they came to.
select
    figure_id,
    measure,
    category,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    unit,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n_counted::double as n_counted,
    n::double as n,
    n_missing::double as n_missing,
    caveat
from (from published.pub_dispute union all by name select null as figure_id)
