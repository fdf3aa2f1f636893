-- Ourselves against each rival.
select
    figure_id,
    study,
    characteristic_key,
    competitor_key,
    respondent_status,
    unit,
    own_estimate::double as own_estimate,
    own_ci_low::double as own_ci_low,
    own_ci_high::double as own_ci_high,
    own_n::double as own_n,
    rival_estimate::double as rival_estimate,
    rival_ci_low::double as rival_ci_low,
    rival_ci_high::double as rival_ci_high,
    rival_n::double as rival_n,
    difference::double as difference,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    caveat,
    verdict
from (from published.pub_competitor union all by name select null as figure_id)
