-- How satisfaction goes together with what customers do, by lag.
select
    figure_id,
    measure,
    aspect,
    characteristic_key,
    outcome_key,
    kind,
    higher_is,
    lag_months::double as lag_months,
    strftime(first_month, '%Y-%m-%d') as first_month,
    strftime(last_month, '%Y-%m-%d') as last_month,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    p_adjusted::double as p_adjusted,
    n::double as n,
    verdict,
    caveat,
    suppress_reason
from (from published.pub_outcome union all by name select null as figure_id)
