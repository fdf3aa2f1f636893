-- The monthly level of each action's registered measure.
select
    figure_id,
    improvement_action_key,
    'month' as period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(last_day(period_start), '%Y-%m-%d') as period_end,
    side,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    exposure::double as exposure
from (from published.pub_action_point union all by name select null as figure_id)
