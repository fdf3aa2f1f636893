with

operations as (
    select
        month,
        measure,
        cast(value_sum as double) as value
    from {{ ref('mart_operation__own') }}
    where month <= {{ setting('as_of') }}
),

complaints as (
    select
        month,
        cause_key,
        cast(sum(n_received) as double) as n
    from {{ ref('agg_complaint') }}
    where cut = 'overall' and month <= {{ setting('as_of') }}
    group by month, cause_key
),

-- A month without complaints of a cause between the first complaint and the last is a month with none.
complaint_span as (
    select
        min(month) as first_month,
        max(month) as last_month
    from complaints
),

counted as (
    select
        measure as count_measure,
        month,
        value
    from operations
    union all
    select
        'complaints' as count_measure,
        month,
        sum(n) as value
    from complaints
    group by month
    union all
    select
        'complaints:' || cause_key as count_measure,
        month,
        n as value
    from complaints
),

ratios as (
    select
        coalesce({{ setting('complaint_count_measure') }}, 'complaints') as count_measure,
        {{ setting('complaint_exposure_measure') }} as exposure_measure,
        1000 as per
    union
    select
        count_measure,
        exposure_measure,
        per
    from {{ ref('stg_control_chart') }}
    where kind = 'ratio'
    union
    select
        count_measure,
        exposure_measure,
        per
    from {{ ref('mart_effectiveness__measure') }}
),

final as (
    select
        ratios.count_measure,
        ratios.exposure_measure,
        cast(ratios.per as integer) as per,
        exposed.month as period_start,
        coalesce(counted.value, 0) as count_value,
        exposed.value as exposure
    from ratios
    inner join operations as exposed on ratios.exposure_measure = exposed.measure
    left join counted on ratios.count_measure = counted.count_measure and exposed.month = counted.month
    left join complaint_span on ratios.count_measure like 'complaints%'
    where
        exposed.value > 0
        and (
            counted.value is not null
            or exposed.month between complaint_span.first_month and complaint_span.last_month
        )
)

select * from final
