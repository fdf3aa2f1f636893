with

cells as (
    select * from {{ ref('agg_answer_value') }}
    where cut = 'overall' and value is not null
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

in_period as (
    select
        period_months.period_type,
        period_months.period_start,
        cells.characteristic_key,
        cells.aspect,
        cells.scale_min,
        cells.scale_max,
        cells.scale_direction,
        max(cells.month) as last_month,
        sum(cells.n) as n_answers
    from cells
    inner join period_months
        on {{ in_period('cells') }}
    group by all
),

-- Scales of different length are never pooled: a period speaks on its latest scale, of several on the one most used.
final as (
    select
        *,
        count(*) over (partition by period_type, period_start, characteristic_key, aspect) as n_scales
    from in_period
    qualify
        row_number() over (
            partition by period_type, period_start, characteristic_key, aspect
            order by last_month desc, n_answers desc, scale_max desc, scale_min asc, scale_direction asc
        ) = 1
)

select * from final
