-- Our quality relative to each rival's, weighted by importance.
select
    figure_id,
    study,
    competitor_key,
    respondent_status,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    n_characteristics::double as n_characteristics,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    own_n::double as own_n,
    rival_n::double as rival_n,
    verdict,
    caveat,
    suppress_reason
from (from published.pub_relative_quality union all by name select null as figure_id)
