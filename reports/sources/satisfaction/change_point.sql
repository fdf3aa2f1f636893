-- Where the level of a series changed, and by how much.
select
    figure_id,
    measure,
    aspect,
    characteristic_key,
    cut,
    cut_value,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    change_size::double as change_size,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n_points::double as n_points
from (from published.pub_change_point union all by name select null as figure_id)
