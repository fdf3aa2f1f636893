{{ config(materialized='view') }}

{% set key = [
    'period_type', 'period_start', 'source_id', 'stratum', 'psu', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

cells as (
    select * from {{ ref('mart_metric__value') }}
),

paired as (
    select * from {{ ref('mart_metric__paired_unit') }}
),

derived as (
    select * from {{ ref('mart_metric__derived_unit') }}
),

-- Raw answers for means and gaps; 0/1 for shares; -1/0/1 for the NPS, of which the absolute value is the square.
valued as (
    select
        *,
        cast({{ share_value() }} as decimal(9, 6)) as is_counted,
        cast({{ promoter_value() }} as decimal(9, 6)) as promoter
    from cells
),

summed as (
    select
        {{ key }},
        cast(sum(n) as bigint) as n,
        sum(w) as w,
        sum(w2) as w2,
        sum(cast(w * value as decimal(38, 12))) as raw_wy,
        sum(cast(cast(w * value as decimal(38, 12)) * value as decimal(38, 18))) as raw_wy2,
        sum({{ weighted_value('w2', 'value') }}) as raw_w2y,
        sum({{ weighted_square('w2', 'value') }}) as raw_w2y2,
        sum(cast(w * is_counted as decimal(38, 12))) as share_wy,
        sum({{ weighted_value('w2', 'is_counted') }}) as share_w2y,
        sum(cast(w * promoter as decimal(38, 12))) as nps_wy,
        sum(cast(w * abs(promoter) as decimal(38, 12))) as nps_wy2,
        sum({{ weighted_value('w2', 'promoter') }}) as nps_w2y,
        sum({{ weighted_value('w2', 'abs(promoter)') }}) as nps_w2y2
    from valued
    group by {{ key }}
),

measured as (
    {% for measure, kind in survey_measures().items() %}
        {%- set square = 'share_wy' if kind == 'share' else kind ~ '_wy2' -%}
        {%- set weighted_square_sum = 'share_w2y' if kind == 'share' else kind ~ '_w2y2' %}
        select
            '{{ measure }}' as measure,
            {{ key }},
            n,
            w,
            w2,
            {{ kind }}_wy as wy,
            {{ square }} as wy2,
            {{ kind }}_w2y as w2y,
            {{ weighted_square_sum }} as w2y2
        from summed
        where {{ measure_applies(measure) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select * from measured
    union all
    select * from paired
    union all
    select * from derived
)

select * from final
