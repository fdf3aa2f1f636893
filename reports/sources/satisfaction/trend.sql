-- What the trend test of each series found, and where its level changed.
select
    figure_id,
    measure,
    aspect,
    characteristic_key,
    cut,
    cut_value,
    period_type,
    n_points::double as n_points,
    strftime(first_period, '%Y-%m-%d') as first_period,
    strftime(last_period, '%Y-%m-%d') as last_period,
    tau::double as tau,
    p_adjusted::double as p_adjusted,
    sen_slope::double as sen_slope,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    verdict,
    strftime(change_point_period_start, '%Y-%m-%d') as change_point_period_start,
    n::double as n,
    change_size::double as change_size,
    change_ci_low::double as change_ci_low,
    change_ci_high::double as change_ci_high
from (from published.pub_trend union all by name select null as figure_id)
