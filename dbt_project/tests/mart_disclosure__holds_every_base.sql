-- Catches a figure whose base disclosure control does not know, or knows differently: it would protect something else.
select
    metric.measure,
    metric.aspect,
    metric.characteristic_key,
    metric.cut,
    metric.cut_value,
    metric.period_type,
    metric.period_start,
    metric.n,
    disclosure.n as n_protected
from {{ ref('mart_metric') }} as metric
left join {{ ref('mart_disclosure') }} as disclosure
    on
        {{ same_cell('metric', 'disclosure') }}
        and metric.aspect = disclosure.aspect
        and disclosure.subject
        = case metric.measure when 'M5_gap_weighted_total' then 'gap_total' else 'survey_answer' end
where metric.n is distinct from disclosure.n
