{% set cell = 'cut, cut_value, period_type, period_start' %}

with

parts as (
    select * from {{ ref('mart_metric__gap_weight') }}
),

metric as (
    select * from {{ ref('mart_metric') }}
    where measure = 'M5_gap_weighted_total'
),

hidden as (
    select * from {{ ref('mart_disclosure__hidden') }}
    where subject = 'survey_answer' and aspect in ('gap', 'importance')
),

-- A total is what its parts add up to: with all but one of them shown it would give the last away.
with_hidden_part as (
    select distinct {{ cell }}
    from parts
    inner join hidden using (characteristic_key, {{ cell }})
),

final as (
    select
        'gap_total' as subject,
        metric.aspect,
        metric.characteristic_key,
        {{ cell }},
        metric.period_end,
        '' as scale,
        metric.n,
        metric.n as n_asked,
        metric.n < {{ setting('minimum_n') }} as is_small,
        metric.n < {{ setting('minimum_n') }} or with_hidden_part.cut is not null as is_hidden
    from metric
    left join with_hidden_part using ({{ cell }})
)

select * from final
