with

complaint as (
    select * from {{ ref('agg_complaint') }}
),

operation as (
    select * from {{ ref('mart_operation__own') }}
),

counted as (
    select
        month,
        cast(sum(n_received) as bigint) as n_complaints
    from complaint
    where cut = 'overall' and {{ setting('complaint_count_measure') }} is null
    group by month

    union all

    select
        month,
        cast(value_sum as bigint) as n_complaints
    from operation
    where measure = {{ setting('complaint_count_measure') }}
),

exposed as (
    select
        month,
        cast(value_sum as double) as exposure
    from operation
    where measure = {{ setting('complaint_exposure_measure') }}
),

counted_span as (
    select
        min(month) as first_month,
        max(month) as last_month
    from counted
),

-- A month without complaints between the first and the last is a month with none; outside, nobody counted.
final as (
    select
        exposed.month,
        exposed.exposure,
        coalesce(counted.n_complaints, 0) as n_complaints
    from exposed
    inner join counted_span on exposed.month between counted_span.first_month and counted_span.last_month
    left join counted on exposed.month = counted.month
    where exposed.exposure > 0 and exposed.month <= {{ setting('as_of') }}
)

select * from final
