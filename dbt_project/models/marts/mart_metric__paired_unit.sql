{{ config(materialized='view') }}

with

period_months as (
    select * from {{ ref('dim_period__month') }}
),

gap_scales as (
    select * from {{ ref('mart_metric__scale') }}
    where aspect = 'gap'
),

pairs as (
    select
        period_months.period_type,
        period_months.period_start,
        given.*
    from {{ ref('agg_gap_pair') }} as given
    inner join period_months on {{ in_period('given') }}
    inner join gap_scales using (period_type, period_start, characteristic_key, scale_min, scale_max, scale_direction)
),

-- Both levels of a gap over the respondents who gave both, so that perceived minus expected is the gap.
final as (
    {{ paired_rows('pairs', unit_key()) }}
)

select * from final
