{% set series = 'period_type, period_start, measure, aspect, characteristic_key, cut' %}

with

cells as (
    select * from {{ ref('mart_segment_difference__cell') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

asked as (
    select distinct
        cells.period_type,
        cells.period_start,
        cells.measure,
        cells.aspect,
        cells.characteristic_key,
        cells.cut,
        sources.source_id,
        sources.is_clustered
    from cells
    cross join sources
),

-- Sums over the interviews of each stratum, or over those of each cluster where clusters are the sampling units.
elements as (
    select
        {{ series }},
        strata.cut_value,
        strata.source_id,
        strata.stratum,
        '' as psu,
        asked.is_clustered,
        cast(strata.w as double) as w,
        cast(strata.wy as double) as wy,
        cast(strata.w2 as double) as w2,
        cast(strata.w2y as double) as w2y,
        cast(strata.w2y2 as double) as w2y2
    from {{ ref('mart_metric__stratum') }} as strata
    inner join asked using ({{ series }}, source_id)
    where not asked.is_clustered
),

clusters as (
    select
        {{ series }},
        cluster_sums.cut_value,
        cluster_sums.source_id,
        cluster_sums.stratum,
        cluster_sums.psu,
        asked.is_clustered,
        cast(cluster_sums.w as double) as w,
        cast(cluster_sums.wy as double) as wy,
        cast(cluster_sums.w2 as double) as w2,
        cast(cluster_sums.w2y as double) as w2y,
        cast(cluster_sums.w2y2 as double) as w2y2
    from {{ ref('mart_metric__unit') }} as cluster_sums
    inner join asked using ({{ series }}, source_id)
    where asked.is_clustered
),

final as (
    select * from elements
    union all
    select * from clusters
)

select * from final
