with

figures as (
    select * from {{ ref('mart_metric__figure') }}
),

tests as (
    select * from {{ ref('mart_wave_test') }}
    where comparison = 'previous'
),

-- The latest headline period is tested against the one before; every other figure stands without a verdict here.
final as (
    select
        figures.*,
        tests.verdict
    from figures
    left join tests
        using (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start)
)

select * from final
