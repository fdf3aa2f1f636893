-- Catches a published figure that is not the mart's, and a mart figure that disclosure control lost.
select
    mart.measure,
    mart.characteristic_key,
    mart.cut,
    mart.cut_value,
    mart.period_type,
    mart.period_start
from {{ ref('mart_metric') }} as mart
left join {{ ref('pub_metric') }} as pub
    using (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start)
inner join {{ ref('mart_disclosure') }} as disclosure
    on
        {{ same_cell('mart', 'disclosure') }}
        and mart.aspect = disclosure.aspect
        and disclosure.subject
        = case mart.measure when 'M5_gap_weighted_total' then 'gap_total' else 'survey_answer' end
where
    not disclosure.is_hidden
    and (pub.estimate is distinct from mart.estimate or pub.n is distinct from mart.n)
