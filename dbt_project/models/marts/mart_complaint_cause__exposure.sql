with

exposed as (
    select * from {{ ref('mart_complaint_rate__month') }}
    where month <= {{ setting('as_of') }}
),

mapped as (
    select
        'last_12_months' as period_type,
        cast(date_trunc('month', {{ setting('as_of') }}) - interval 11 month as date) as period_start,
        12 as n_months,
        exposure
    from exposed
    where month > {{ setting('as_of') }} - interval 12 month

    union all

    select
        'quarter' as period_type,
        {{ period_start_of('quarter', 'month') }} as period_start,
        3 as n_months,
        exposure
    from exposed
),

-- A rate needs the exposure of every month of its period.
final as (
    select
        period_type,
        period_start,
        sum(exposure) as exposure
    from mapped
    group by period_type, period_start, n_months
    having count(*) = n_months
)

select * from final
