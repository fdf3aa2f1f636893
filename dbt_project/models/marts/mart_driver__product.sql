{% set key = [
    'in_period.period_type', 'in_period.period_start', 'in_period.cut', 'in_period.cut_value', 'in_period.replicate_group',
    'in_period.characteristic_key', 'in_period.other_characteristic_key'
] | join(', ') %}

with

products as (
    select * from {{ ref('agg_answer_product') }}
),

period_months as (
    select * from {{ ref('dim_period__month') }}
    where period_type <> 'month'
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

choices as (
    select * from {{ ref('dim_analysis_setting') }}
),

-- Of the judgement the scale of its own aspect counts, of a driver that of its perception; scales are never pooled.
scales as (
    select
        answer_scales.period_type,
        answer_scales.period_start,
        answer_scales.characteristic_key,
        answer_scales.scale_min,
        answer_scales.scale_max,
        answer_scales.scale_direction
    from {{ ref('mart_metric__scale') }} as answer_scales
    cross join settings
    where
        answer_scales.aspect = case
            when answer_scales.characteristic_key = settings.headline_characteristic then settings.headline_aspect
            else 'perception'
        end
),

in_period as (
    select
        period_months.period_type,
        period_months.period_start,
        products.*
    from products
    inner join period_months
        on {{ in_period('products') }}
    cross join choices
    where choices.driver_missing = 'pairwise' or products.is_complete
),

final as (
    select
        {{ key }},
        cast(sum(in_period.n) as bigint) as n,
        cast(sum(in_period.w2_sum) as double) as w2,
        cast(sum(in_period.w_sum) as double) as w,
        cast(sum(in_period.wx_sum) as double) as wx,
        cast(sum(in_period.wy_sum) as double) as wy,
        cast(sum(in_period.wx2_sum) as double) as wx2,
        cast(sum(in_period.wy2_sum) as double) as wy2,
        cast(sum(in_period.wxy_sum) as double) as wxy
    from in_period
    inner join scales as one
        on
            in_period.period_type = one.period_type
            and in_period.period_start = one.period_start
            and in_period.characteristic_key = one.characteristic_key
            and in_period.scale_min = one.scale_min
            and in_period.scale_max = one.scale_max
            and in_period.scale_direction = one.scale_direction
    inner join scales as other
        on
            in_period.period_type = other.period_type
            and in_period.period_start = other.period_start
            and in_period.other_characteristic_key = other.characteristic_key
            and in_period.other_scale_min = other.scale_min
            and in_period.other_scale_max = other.scale_max
            and in_period.other_scale_direction = other.scale_direction
    group by {{ key }}
)

select * from final
