{% set period = 'period_type, period_start' %}
{% set series = period ~ ', measure, aspect, characteristic_key' %}
{% set cell = series ~ ', scale_min, scale_max, scale_direction, cut, cut_value' %}

with

strata as (
    select * from {{ ref('mart_metric__stratum') }}
),

linearised as (
    select * from {{ ref('mart_metric__linearised') }}
),

design as (
    select * from {{ ref('mart_metric__design') }}
),

asked as (
    select distinct
        {{ series }},
        source_id
    from strata
    where cut = 'overall'
),

-- The whole design behind a series: all strata of the sources that asked it, whether or not a cell has members there.
series_strata as (
    select
        asked.*,
        design.* exclude ({{ period }}, source_id)
    from asked
    inner join design using ({{ period }}, source_id)
),

series_design as (
    select
        {{ series }},
        cast(sum(n_units) - count(*) as integer) as df,
        cast(sum(n_interviews) as bigint) as n_interviews,
        count(*) > 1 or bool_or(is_clustered or is_calibrated) as has_design,
        bool_or(n_units = 1) as has_lonely_unit,
        bool_and(sampling_factor = 1) as is_infinite_population,
        bool_or(sampling_kind = 'self_selected') as is_self_selected,
        bool_or(sampling_kind = 'quota') as is_quota
    from series_strata
    group by {{ series }}
),

means as (
    select
        {{ cell }},
        sum(n) as n,
        cast(sum(w) as double) as w_total,
        cast(sum(wy) as double) / cast(sum(w) as double) as theta,
        cast(sum(wy2) as double) as wy2_total,
        cast(sum(w2) as double) as w2_total,
        cast(sum(w2y) as double) as w2y_total,
        cast(sum(w2y2) as double) as w2y2_total
    from strata
    group by {{ cell }}
),

parts as (
    select
        {{ cell }},
        stratum,
        source_id,
        {{ stratum_variance('residual_w', 'residual_wy') }} + {{ second_stage_variance() }} as variance
    from linearised
    inner join means using ({{ cell }})
    inner join design using ({{ period }}, source_id, stratum)
),

-- Added in a fixed order, because floating-point sums depend on it.
variances as (
    select
        {{ cell }},
        sum(variance order by source_id asc, stratum asc) as variance
    from parts
    group by {{ cell }}
),

final as (
    select
        means.*,
        variances.variance,
        series_design.* exclude ({{ series }}),
        means.w2y2_total - 2 * means.theta * means.w2y_total + means.theta * means.theta * means.w2_total
            as weighted_square_total,
        greatest(0, means.wy2_total / means.w_total - means.theta * means.theta) as value_variance
    from means
    inner join variances using ({{ cell }})
    inner join series_design using ({{ series }})
)

select * from final
