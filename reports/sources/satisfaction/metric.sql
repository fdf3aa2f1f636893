-- Scores and shares, one row per measure, cell and period: everybody in every kind of period, segments in the period that the
-- report leads with. A long history is cut at its far end, a whole period at a time, so that the extract stays small however
-- large the warehouse grows; the mart has all of it.
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
    caveat,
    suppress_reason
from (
    select metric.*
    from published.pub_metric as metric
    cross join published.pub_edition as edition
    where metric.cut = 'overall' or metric.period_type = edition.headline_period
    qualify
        count(*) over (partition by metric.cut = 'overall' order by metric.period_start desc)
        <= case when metric.cut = 'overall' then 15000 else 25000 end
    union all by name
    select null as figure_id
)
