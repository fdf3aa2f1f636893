-- Scores of every segment in the latest headline periods; shares of satisfied customers in the last of them only.
with scores as (
    select
        m.*,
        dense_rank() over (partition by m.characteristic_key order by m.period_start desc) as age
    from published.pub_metric m
    inner join published.pub_edition e on m.period_type = coalesce(e.headline_period, 'quarter')
    where m.measure in ('M2_mean_score', 'M1_top2_share') and m.aspect in ('overall', 'perception')
)

select
    figure_id,
    measure,
    aspect,
    characteristic_key,
    cut,
    cut_value,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    wave,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n::double as n,
    n_eff::double as n_eff,
    scale_min::double as scale_min,
    scale_max::double as scale_max,
    caveat
from (
    from scores where age <= 12 and (measure = 'M2_mean_score' or age <= 2) union all by name select null as figure_id
)
