with

ratios as (
    select * from {{ ref('mart_control_chart__ratio') }}
),

levels as (
    select distinct count_measure
    from {{ ref('mart_effectiveness__measure') }}
    where series_measure = 'M16_operation_level'
),

operations as (
    select
        month,
        measure,
        cast(value_sum as double) as value
    from {{ ref('mart_operation__own') }}
    where month <= {{ setting('as_of') }}
),

rated as (
    select
        case
            when
                exposure_measure = {{ setting('complaint_exposure_measure') }} and per = 1000
                and count_measure = coalesce({{ setting('complaint_count_measure') }}, 'complaints')
                then 'M19_complaint_rate'
            else 'M16_operation_ratio'
        end as measure,
        'operation' as aspect,
        '' as characteristic_key,
        count_measure,
        exposure_measure,
        per,
        'overall' as cut,
        'all' as cut_value,
        period_start,
        0 as run,
        per * count_value / exposure as estimate,
        per * sqrt(count_value) / exposure as se,
        per * {{ poisson_low('count_value') }} / exposure as ci_low,
        per * {{ poisson_high('count_value') }} / exposure as ci_high,
        'exact_poisson' as ci_method,
        count_value as n,
        cast(null as double) as n_eff,
        cast(null as double) as deff,
        cast(null as integer) as df,
        cast(null as bigint) as n_missing,
        exposure,
        cast(null as varchar) as caveat
    from ratios
),

levelled as (
    select
        'M16_operation_level' as measure,
        'operation' as aspect,
        '' as characteristic_key,
        levels.count_measure,
        '' as exposure_measure,
        0 as per,
        'overall' as cut,
        'all' as cut_value,
        operations.month as period_start,
        0 as run,
        operations.value as estimate,
        cast(null as double) as se,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        'none' as ci_method,
        cast(null as double) as n,
        cast(null as double) as n_eff,
        cast(null as double) as deff,
        cast(null as integer) as df,
        cast(null as bigint) as n_missing,
        cast(null as double) as exposure,
        cast(null as varchar) as caveat
    from levels
    inner join operations on levels.count_measure = operations.measure
),

final as (
    select * from rated
    union all
    select * from levelled
)

select * from final
