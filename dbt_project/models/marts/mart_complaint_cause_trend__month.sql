with

complaint as (
    select * from {{ ref('agg_complaint') }}
),

exposed as (
    select
        month,
        exposure
    from {{ ref('mart_complaint_rate__month') }}
),

causes as (
    select distinct cause_key
    from complaint
),

counted as (
    select
        month,
        cause_key,
        cast(sum(n_received) as bigint) as n
    from complaint
    where cut = 'overall'
    group by month, cause_key
),

-- A month in which nobody complained of a cause is a month with none.
final as (
    select
        causes.cause_key,
        exposed.month,
        exposed.exposure,
        coalesce(counted.n, 0) as n,
        1000.0 * coalesce(counted.n, 0) / exposed.exposure as rate_per_1000
    from causes
    cross join exposed
    left join counted on exposed.month = counted.month and causes.cause_key = counted.cause_key
)

select * from final
