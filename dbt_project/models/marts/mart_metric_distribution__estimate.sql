{% set period = 'period_type, period_start' %}
{% set cell = period
    ~ ', characteristic_key, aspect, scale_min, scale_max, scale_direction, cut, cut_value, value' %}

with

strata as (
    select * from {{ ref('mart_metric_distribution__stratum') }}
),

design as (
    select * from {{ ref('mart_metric__design') }}
),

shares as (
    select
        {{ cell }},
        cast(sum(n_value) as bigint) as n_value,
        cast(sum(n) as bigint) as n,
        sum(w order by source_id asc, stratum asc) as w_total,
        sum(w2 order by source_id asc, stratum asc) as w2_total,
        sum(wy order by source_id asc, stratum asc) / sum(w order by source_id asc, stratum asc) as theta
    from strata
    group by {{ cell }}
),

parts as (
    select
        {{ cell }},
        source_id,
        stratum,
        {{ stratum_variance() }} as variance
    from strata
    inner join shares using ({{ cell }})
    inner join design using ({{ period }}, source_id, stratum)
),

variances as (
    select
        {{ cell }},
        sum(variance order by source_id asc, stratum asc) as variance
    from parts
    group by {{ cell }}
),

final as (
    select
        shares.*,
        variances.variance
    from shares
    inner join variances using ({{ cell }})
)

select * from final
