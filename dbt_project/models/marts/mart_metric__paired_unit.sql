{{ config(materialized='view') }}

{% set key = [
    'period_type', 'period_start', 'source_id', 'stratum', 'psu', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

pairs as (
    select * from {{ ref('agg_gap_pair') }}
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

gap_scales as (
    select * from {{ ref('mart_metric__scale') }}
    where aspect = 'gap'
),

-- Both levels of a gap over the respondents who gave both, so that perceived minus expected is the gap.
paired as (
    {% for level in ['perceived', 'expected'] %}
        select
            'M2_mean_score' as measure,
            {{ key | replace('aspect', "'paired_" ~ level ~ "' as aspect") }},
            cast(sum(pairs.n) as bigint) as n,
            sum(pairs.w_sum) as w,
            sum(pairs.w2_sum) as w2,
            sum({{ level }}_wy_sum) as wy,
            sum({{ level }}_wy2_sum) as wy2,
            sum({{ level }}_w2y_sum) as w2y,
            sum({{ level }}_w2y2_sum) as w2y2
        from pairs
        inner join period_months
            on
                pairs.month = period_months.month
                and (period_months.wave is null or pairs.wave = period_months.wave)
        inner join gap_scales
            using (period_type, period_start, characteristic_key, scale_min, scale_max, scale_direction)
        group by {{ key | replace('aspect, ', '') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from paired
