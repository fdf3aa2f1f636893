{% set period = 'period_type, period_start' %}
{% set series = period ~ ', measure, aspect, characteristic_key' %}
{% set cell = series ~ ', scale_min, scale_max, scale_direction, cut, cut_value' %}

with

estimates as (
    select * from {{ ref('mart_metric__estimate') }}
    where measure in ('M1_top2_share', 'M2_mean_score') and not is_infinite_population
),

linearised as (
    select linearised.*
    from {{ ref('mart_metric__linearised') }} as linearised
    inner join estimates using ({{ cell }})
),

design as (
    select * from {{ ref('mart_metric__design') }}
),

metric as (
    select * from {{ ref('mart_metric') }}
),

-- The linearised value of a total is the value itself: no ratio, so no deviation from one.
parts as (
    select
        {{ cell }},
        source_id,
        stratum,
        linearised.* exclude ({{ cell }}, source_id, stratum),
        design.n_units,
        design.sampling_factor,
        design.lonely_psu,
        0.0 as theta,
        1.0 as w_total
    from linearised
    inner join design using ({{ period }}, source_id, stratum)
),

variances as (
    select
        {{ cell }},
        sum(
            {{ stratum_variance('residual_w', 'residual_wy') }} + {{ second_stage_variance() }}
            order by source_id asc, stratum asc
        ) as variance
    from parts
    group by {{ cell }}
),

with_error as (
    select
        estimates.*,
        estimates.theta * estimates.w_total as total,
        case when estimates.n >= 2 and estimates.df >= 1 then sqrt(variances.variance) end as se,
        t_quantile(0.975, cast(nullif(greatest(estimates.df, 0), 0) as double)) as t
    from estimates
    inner join variances using ({{ cell }})
),

final as (
    select
        case metric.measure when 'M1_top2_share' then 'M9_top2_total' else 'M9_answer_total' end as measure,
        metric.aspect,
        metric.characteristic_key,
        metric.cut,
        metric.cut_value,
        metric.period_type,
        metric.period_start,
        metric.period_end,
        with_error.total as estimate,
        with_error.se,
        with_error.total - with_error.t * with_error.se as ci_low,
        with_error.total + with_error.t * with_error.se as ci_high,
        case when with_error.se is null then 'none' else 't' end as ci_method,
        metric.n,
        metric.n_eff,
        cast(null as double) as deff,
        metric.df,
        metric.n_missing,
        cast(null as varchar) as verdict,
        metric.caveat,
        metric.suppress_reason,
        metric.definition_version,
        metric.input_hash
    from with_error
    inner join metric using ({{ series }}, cut, cut_value)
)

select * from final
