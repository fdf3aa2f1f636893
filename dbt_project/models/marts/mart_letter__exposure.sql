with

operation as (
    select * from {{ ref('mart_operation__own') }}
),

period_months as (
    select * from {{ ref('mart_register__month') }}
),

served as (
    select
        month,
        cast(value_sum as double) as exposure
    from operation
    where measure = {{ setting('complaint_exposure_measure') }}
),

-- A period of which one month's customers are unknown has no rate: its letters would be divided by too few.
final as (
    select
        period_months.period_type,
        period_months.period_start,
        sum(served.exposure order by served.month asc) as exposure
    from period_months
    left join served on period_months.month = served.month
    group by period_months.period_type, period_months.period_start
    having count(served.exposure) = count(*)
)

select * from final
