with

operation as (
    select * from {{ ref('agg_operation') }}
),

competitor as (
    select * from {{ ref('dim_competitor') }}
),

counted as (
    select
        measure,
        entity_key,
        month,
        value_sum,
        {{ period_start_of('year', 'month') }} as period_start,
        {{ period_end_of('year', 'month') }} as period_end
    from operation
    where measure = {{ setting('complaint_count_measure') }}
),

years as (
    select
        measure,
        entity_key,
        period_start,
        period_end,
        cast(sum(value_sum) as bigint) as n
    from counted
    where period_end <= {{ setting('as_of') }}
    group by measure, entity_key, period_start, period_end
    having count(distinct month) = 12
),

-- Without anything that exposes customers of the rival to a complaint, two counts cannot be compared, only shown.
final as (
    select
        rival.measure as study,
        rival.entity_key as competitor_key,
        rival.period_start,
        rival.period_end,
        own.n as own_count,
        rival.n as rival_count
    from years as rival
    inner join competitor on rival.entity_key = competitor.competitor_key
    left join years as own
        on
            rival.measure = own.measure
            and rival.period_start = own.period_start
            and own.entity_key = 'own'
)

select * from final
