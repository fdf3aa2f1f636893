with

operation as (
    select * from {{ ref('agg_operation') }}
),

period_months as (
    select * from {{ ref('mart_register__month') }}
),

served as (
    select
        month,
        cast(sum(value_sum) as double) as exposure
    from operation
    where entity_key = 'own' and measure = {{ setting('complaint_exposure_measure') }}
    group by month
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
