-- Shares of each answer among all customers in the latest headline periods.
with shares as (
    select
        d.*,
        dense_rank() over (partition by d.characteristic_key order by d.period_start desc) as age
    from published.pub_metric_distribution d
    inner join published.pub_edition e on d.period_type = coalesce(e.headline_period, 'quarter')
    where d.cut = 'overall' and d.aspect in ('overall', 'perception')
)

select
    figure_id,
    aspect,
    characteristic_key,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    wave,
    value::double as value,
    scale_min::double as scale_min,
    scale_max::double as scale_max,
    scale_direction,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n::double as n
from (from shares where age <= 12 union all by name select null as figure_id)
