-- Scores and shares, one row per measure, cell and period.
select
    figure_id,
    measure,
    aspect,
    characteristic_key,
    cut,
    cut_value,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    wave,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n::double as n,
    n_eff::double as n_eff,
    caveat,
    suppress_reason
from (from published.pub_metric union all by name select null as figure_id)
