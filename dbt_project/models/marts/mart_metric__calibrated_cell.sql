{% set sums = 'n, w, w2, wy, w2y, w2y2' %}
{% set key = [
    'source_id', 'occasion', 'stratum', 'psu', 'weighting_cell', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

raked as (
    select distinct source_id from {{ ref('stg_weighting') }}
    where step = 'raking'
),

answers as (
    select
        *,
        {{ occasion_of() }} as occasion,
        w_sum as w,
        w2_sum as w2
    from {{ ref('agg_answer_value') }}
    where weighting_cell <> '' and value is not null and source_id in (select raked.source_id from raked)
),

pairs as (
    select
        *,
        {{ occasion_of() }} as occasion
    from {{ ref('agg_gap_pair') }}
    where weighting_cell <> '' and source_id in (select raked.source_id from raked)
),

summed as (
    {{ summed_values('answers', key) }}
),

measured as (
    {{ measured_rows('summed', key) }}
),

paired as (
    {{ paired_rows('pairs', key) }}
),

derived as (
    {{ derived_rows('answers', key) }}
),

final as (
    select
        measure,
        {{ key }},
        {{ sums }}
    from measured
    union all
    select
        measure,
        {{ key }},
        {{ sums }}
    from paired
    union all
    select
        measure,
        {{ key }},
        {{ sums }}
    from derived
)

select * from final
