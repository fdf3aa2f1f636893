{{ config(materialized='view') }}

{% set key = [
    'period_type', 'period_start', 'source_id', 'stratum', 'psu', 'characteristic_key', 'scale_min', 'scale_max', 'scale_direction',
    'cut', 'cut_value'
] | join(', ') %}

with

cells as (
    select * from {{ ref('mart_metric__value') }}
),

scores as (
    select
        measure,
        figure_aspect,
        aspect,
        cast(value as decimal(9, 6)) as value,
        cast(score as decimal(9, 6)) as score
    from (
        values
        {% for row in category_scores() %}
            ('{{ row[0] }}', '{{ row[1] }}', '{{ row[2] }}', {{ row[3] }}, {{ row[4] }}){{ ',' if not loop.last }}
        {% endfor %}
    ) as listed (measure, figure_aspect, aspect, value, score)
),

-- Scores are -1, 0 or 1, so that the absolute value is the square.
final as (
    select
        scores.measure,
        {{ key | replace('scale_min', 'scores.figure_aspect as aspect, scale_min') }},
        cast(sum(cells.n) as bigint) as n,
        sum(cells.w) as w,
        sum(cells.w2) as w2,
        cast(sum(cells.w * scores.score) as decimal(38, 12)) as wy,
        cast(sum(cells.w * abs(scores.score)) as decimal(38, 18)) as wy2,
        cast(sum(cells.w2 * scores.score) as decimal(38, 18)) as w2y,
        cast(sum(cells.w2 * abs(scores.score)) as decimal(38, 20)) as w2y2
    from cells
    inner join scores on cells.aspect = scores.aspect and cells.value = scores.value
    group by scores.measure, scores.figure_aspect, {{ key }}
)

select * from final
