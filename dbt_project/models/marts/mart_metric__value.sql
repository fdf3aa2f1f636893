with

cells as (
    select * from {{ ref('agg_answer_value') }}
    where value is not null
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

scales as (
    select * from {{ ref('mart_metric__scale') }}
),

final as (
    select
        period_months.period_type,
        period_months.period_start,
        cells.source_id,
        cells.stratum,
        cells.psu,
        cells.characteristic_key,
        cells.aspect,
        cells.scale_min,
        cells.scale_max,
        cells.scale_direction,
        cells.cut,
        cells.cut_value,
        cells.value,
        cast(sum(cells.n) as bigint) as n,
        cast(sum(cells.w_sum) as decimal(38, 6)) as w,
        cast(sum(cells.w2_sum) as decimal(38, 12)) as w2
    from cells
    inner join period_months
        on {{ in_period('cells') }}
    inner join scales
        on
            period_months.period_type = scales.period_type
            and period_months.period_start = scales.period_start
            and cells.characteristic_key = scales.characteristic_key
            and cells.aspect = scales.aspect
            and cells.scale_min = scales.scale_min
            and cells.scale_max = scales.scale_max
            and cells.scale_direction = scales.scale_direction
    group by all
)

select * from final
