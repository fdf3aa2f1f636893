-- Catches an importance that the table of gaps shows and the table of figures hides.
select
    gap.characteristic_key,
    gap.cut,
    gap.cut_value,
    gap.period_type,
    gap.period_start
from {{ ref('pub_gap') }} as gap
inner join {{ ref('pub_metric') }} as metric
    on
        {{ same_cell('gap', 'metric') }}
        and metric.measure = 'M2_mean_score'
        and metric.aspect = 'importance'
where gap.importance is not null and metric.suppress_reason is not null
