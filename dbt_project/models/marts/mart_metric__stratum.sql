{% set key = [
    'measure', 'period_type', 'period_start', 'source_id', 'stratum', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

units as (
    select * from {{ ref('mart_metric__unit') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

designed as (
    select
        units.*,
        sources.is_clustered
    from units
    inner join sources on units.source_id = sources.source_id
),

-- Where interviews are the sampling units, the sums of squares over units are sums over answers.
elements as (
    select
        {{ key }},
        n,
        w,
        w2,
        wy,
        wy2,
        w2y,
        w2y2,
        cast(w2 as double) as u_ww,
        cast(w2y as double) as u_wy,
        cast(w2y2 as double) as u_yy
    from designed
    where not is_clustered
),

-- Where clusters are, a cluster's total is added up over the period before it is squared.
clusters as (
    select
        {{ key }},
        cast(sum(n) as bigint) as n,
        sum(w) as w,
        sum(w2) as w2,
        sum(wy) as wy,
        sum(wy2) as wy2,
        sum(w2y) as w2y,
        sum(w2y2) as w2y2,
        {{ product_sum('w', 'w') }} as u_ww,
        {{ product_sum('w', 'wy') }} as u_wy,
        {{ product_sum('wy', 'wy') }} as u_yy
    from designed
    where is_clustered
    group by {{ key }}
),

final as (
    select * from elements
    union all
    select * from clusters
)

select * from final
