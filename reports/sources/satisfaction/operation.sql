-- Indirect indicators by month with their denominators.
select
    figure_id,
    outcome_key,
    kind,
    exposure_measure,
    unit,
    higher_is,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    value_sum::double as value_sum,
    exposure_sum::double as exposure_sum,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n::double as n,
    caveat
from (
    from published.pub_operation where period_type = 'month'
    union all by name
    select null as figure_id
)
