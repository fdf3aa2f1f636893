-- Importance against performance in the latest whole period of each kind.
with latest as (
    select
        quadrant.period_type,
        coalesce(
            max(quadrant.period_start) filter (where quadrant.period_end <= edition.as_of), max(quadrant.period_start)
        ) as period_start
    from published.pub_quadrant as quadrant
    cross join published.pub_edition as edition
    where quadrant.cut = 'overall' and quadrant.estimate is not null
    group by quadrant.period_type
)

select
    figure_id,
    importance_kind,
    is_declared_kind::integer as is_declared_kind,
    characteristic_key,
    cut,
    cut_value,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    wave,
    importance::double as importance,
    importance_ci_low::double as importance_ci_low,
    importance_ci_high::double as importance_ci_high,
    importance_line::double as importance_line,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    performance_line::double as performance_line,
    n::double as n,
    caveat,
    verdict
from (
    from published.pub_quadrant semi join latest using (period_type, period_start)
    union all by name
    select null as figure_id
)
