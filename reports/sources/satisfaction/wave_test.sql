-- Change of one period against the previous and the first one.
select
    figure_id,
    measure,
    aspect,
    characteristic_key,
    cut,
    cut_value,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(previous_period_start, '%Y-%m-%d') as previous_period_start,
    comparison,
    difference::double as difference,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    p_adjusted::double as p_adjusted,
    smallest_detectable_difference::double as smallest_detectable_difference,
    verdict
from (from published.pub_wave_test union all by name select null as figure_id)
