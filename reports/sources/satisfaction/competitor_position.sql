-- Opportunity or threat by characteristic and rival, of each kind of respondents' latest study.
select
    figure_id,
    study,
    characteristic_key,
    competitor_key,
    respondent_status,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    clear_lead_points::double as clear_lead_points,
    weak_below::double as weak_below,
    own_estimate::double as own_estimate,
    rival_estimate::double as rival_estimate,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    own_n::double as own_n,
    rival_n::double as rival_n,
    importance::double as importance,
    importance_ci_low::double as importance_ci_low,
    importance_ci_high::double as importance_ci_high,
    basis,
    verdict,
    caveat,
    suppress_reason
from (
    from published.pub_competitor_position
    qualify period_start = max(period_start) over (partition by respondent_status)
    union all by name
    select null as figure_id
)
