{% set series = 'period_type, period_start, measure, aspect, characteristic_key, cut' %}
{% set unit = 'source_id, stratum, psu' %}

with

cells as (
    select * from {{ ref('mart_segment_difference__cell') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

asked as (
    select distinct {{ series }}
    from cells
),

-- Sums over the interviews of each stratum, or over those of each cluster where clusters are the sampling units.
elements as (
    select
        {{ series }},
        cut_value,
        source_id,
        stratum,
        '' as psu,
        false as is_clustered,
        cast(w as double) as w,
        cast(wy as double) as wy,
        cast(w2 as double) as w2,
        cast(w2y as double) as w2y,
        cast(w2y2 as double) as w2y2
    from {{ ref('mart_metric__stratum') }}
    semi join asked using ({{ series }})
    semi join (select source_id from sources where not is_clustered) using (source_id)
),

clusters as (
    select
        {{ series }},
        cut_value,
        {{ unit }},
        true as is_clustered,
        cast(w as double) as w,
        cast(wy as double) as wy,
        cast(w2 as double) as w2,
        cast(w2y as double) as w2y,
        cast(w2y2 as double) as w2y2
    from {{ ref('mart_metric__unit') }}
    semi join asked using ({{ series }})
    semi join (select source_id from sources where is_clustered) using (source_id)
),

units as (
    select * from elements
    union all
    select * from clusters
),

whole as (
    select
        {{ series }},
        {{ unit }},
        is_clustered,
        {%- for column in ['w', 'wy', 'w2', 'w2y', 'w2y2'] %}
            sum({{ column }} order by cut_value asc) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
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
