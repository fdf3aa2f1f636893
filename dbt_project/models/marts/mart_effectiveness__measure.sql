with

actions as (
    select * from {{ ref('fct_improvement_action') }}
),

operations as (
    select measure as operation from {{ ref('stg_operation_measure') }}
),

countable as (
    select operation from operations
    union all
    select 'complaints' as operation
    union all
    select 'complaints:' || cause_key as operation
    from {{ ref('dim_cause') }}
),

characteristics as (
    select
        characteristic_key,
        is_overall
    from {{ ref('dim_characteristic') }}
),

read as (
    select
        *,
        lower(trim(measure)) as told,
        regexp_extract(
            lower(trim(measure)), '^([a-z0-9_:]+) per ([1-9][0-9]*) ([a-z0-9_]+)$', ['count', 'per', 'exposure']
        ) as ratio,
        regexp_extract(lower(trim(measure)), '^(m[123]_[a-z0-9_]+)( ([a-z_]+))?$', ['id', 'rest', 'aspect']) as survey
    from actions
),

-- What is told in words that nobody declared stays unknown: the action is then shown and not judged.
resolved as (
    select
        read.improvement_action_key,
        {{ measure_of_action() }} as series_measure,
        case when characteristics.is_overall then 'overall' else 'perception' end as usual_aspect,
        read.survey['aspect'] as told_aspect,
        case when counted.operation is not null and exposed.operation is not null then read.ratio['count'] end as rated,
        read.ratio['exposure'] as exposure,
        cast(nullif(read.ratio['per'], '') as integer) as per,
        level.operation as level
    from read
    left join countable as counted on read.ratio['count'] = counted.operation
    left join operations as exposed on read.ratio['exposure'] = exposed.operation
    left join operations as level on read.told = level.operation
    left join characteristics on read.characteristic_key = characteristics.characteristic_key
),

final as (
    select
        improvement_action_key,
        series_measure,
        case
            when series_measure = 'M3_nps' then 'intention_to_recommend'
            when series_measure in ('M1_top2_share', 'M2_mean_score')
                then coalesce(nullif(told_aspect, ''), usual_aspect)
            when series_measure is not null then 'operation'
        end as aspect,
        case when series_measure like 'M16%' then coalesce(rated, level) end as count_measure,
        case when series_measure = 'M16_operation_ratio' then exposure end as exposure_measure,
        case when series_measure = 'M16_operation_ratio' then per end as per
    from resolved
)

select * from final
