with

period_months as (
    select * from {{ ref('dim_period__month') }}
),

span as (
    select
        min(period_start) as first_day,
        max(period_end) as last_day
    from period_months
),

final as (
    select cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as day
    from span
)

select * from final
