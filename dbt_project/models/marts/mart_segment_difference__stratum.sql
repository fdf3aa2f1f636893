{% set series = 'period_type, period_start, measure, aspect, characteristic_key, cut' %}
{% set unit = 'source_id, stratum, psu' %}

with

cells as (
    select * from {{ ref('mart_segment_difference__cell') }}
),

units as (
    select * from {{ ref('mart_segment_difference__unit') }}
),

whole as (
    select
        {{ series }},
        {{ unit }},
        is_clustered,
        sum(w order by cut_value asc) as w,
        sum(wy order by cut_value asc) as wy,
        sum(w2 order by cut_value asc) as w2,
        sum(w2y order by cut_value asc) as w2y,
        sum(w2y2 order by cut_value asc) as w2y2
    from units
    group by {{ series }}, {{ unit }}, is_clustered
),

-- Each segment meets every unit of its segmentation, because a unit without members still holds others.
parts as (
    select
        {{ series }},
        cells.cut_value,
        {{ unit }},
        whole.is_clustered,
        {{ contrast_total() }} as total,
        {{ contrast_square_sum() }} as square_sum
    from whole
    inner join cells using ({{ series }})
    left join units as own using ({{ series }}, cut_value, {{ unit }})
),

final as (
    select
        {{ series }},
        cut_value,
        source_id,
        stratum,
        sum(total order by psu asc) as total,
        sum(case when is_clustered then total * total else square_sum end order by psu asc) as square_sum
    from parts
    group by {{ series }}, cut_value, source_id, stratum
)

select * from final
