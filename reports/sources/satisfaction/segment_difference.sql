-- Each segment against the others of its segmentation, in the latest headline period.
select
    figure_id,
    measure,
    aspect,
    characteristic_key,
    cut,
    cut_value,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    segment_estimate::double as segment_estimate,
    rest_estimate::double as rest_estimate,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n::double as n,
    rest_n::double as rest_n,
    p_adjusted::double as p_adjusted,
    verdict,
    caveat
from (
    from published.pub_segment_difference
    where measure = 'M2_mean_score'
    union all by name
    select null as figure_id
)
