{% set series = 'measure, aspect, characteristic_key, count_measure, exposure_measure, per, cut, cut_value' %}

with

points as (
    select * from {{ ref('mart_control_chart__series') }}
),

limits as (
    select * from {{ ref('mart_control_chart__limit') }}
),

final as (
    select
        measure,
        aspect,
        characteristic_key,
        count_measure,
        exposure_measure,
        per,
        cut,
        cut_value,
        'month' as period_type,
        period_start,
        run,
        cast(limits.chart as varchar) as chart,
        cast(limits.rule_set as varchar) as rule_set,
        cast(limits.centre as double) as centre,
        cast(limits.sigma as double) as sigma,
        cast(limits.lcl as double) as lcl,
        cast(limits.ucl as double) as ucl,
        cast(limits.moving_range as double) as moving_range,
        cast(limits.moving_range_ucl as double) as moving_range_ucl,
        cast(limits.signals as varchar) as signals,
        cast(limits.first_rule as varchar) as first_rule,
        limits.is_baseline,
        cast(limits.baseline_from as date) as baseline_from,
        cast(limits.baseline_to as date) as baseline_to,
        cast(limits.n_baseline as integer) as n_baseline,
        points.estimate,
        points.se,
        points.ci_low,
        points.ci_high,
        points.ci_method,
        points.n,
        points.n_eff,
        points.deff,
        points.df,
        points.n_missing,
        points.exposure,
        case
            when limits.centre is null then 'not_enough_data'
            when limits.first_rule is null then 'no_signal'
            else 'signal'
        end as verdict,
        case
            when {{ is_not_random('points.caveat') }} then 'not_a_probability_sample'
            when limits.centre is null then 'short_baseline'
            when limits.is_provisional then 'provisional_baseline'
            else points.caveat
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from points
    inner join limits using ({{ series }}, run, period_start)
)

select * from final
