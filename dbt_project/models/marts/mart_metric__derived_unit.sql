{{ config(materialized='view') }}

{% set key = [
    'period_type', 'period_start', 'source_id', 'stratum', 'psu', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

cells as (
    select * from {{ ref('mart_metric__value') }}
    where aspect = 'effort' or (aspect <> 'gap' and aspect in ({{ quoted(derived_aspects()) }}))
),

scores as (
    select
        listed.measure,
        listed.figure_aspect,
        listed.aspect,
        cast(listed.value as decimal(9, 6)) as value,
        cast(listed.score as decimal(9, 6)) as score
    from (
        values
        {% for row in category_scores() %}
            ('{{ row[0] }}', '{{ row[1] }}', '{{ row[2] }}', {{ row[3] }}, {{ row[4] }}){{ ',' if not loop.last }}
        {% endfor %}
    ) as listed (measure, figure_aspect, aspect, value, score)
),

-- Categories count as -1, 0 or 1; levels and differences as they are.
valued as (
    select
        cells.* replace (scores.figure_aspect as aspect, scores.score as value),
        scores.measure
    from cells
    inner join scores on cells.aspect = scores.aspect and cells.value = scores.value
    {% for measure in seldom_measures() %}
        union all
        select
            *,
            '{{ measure }}' as measure
        from cells
        where {{ measure_applies(measure) }}
    {% endfor %}
),

final as (
    select
        measure,
        {{ key }},
        cast(sum(n) as bigint) as n,
        sum(w) as w,
        sum(w2) as w2,
        sum(cast(w * value as decimal(38, 12))) as wy,
        sum(cast(cast(w * value as decimal(38, 12)) * value as decimal(38, 18))) as wy2,
        sum({{ weighted_value('w2', 'value') }}) as w2y,
        sum({{ weighted_square('w2', 'value') }}) as w2y2
    from valued
    group by measure, {{ key }}
)

select * from final
