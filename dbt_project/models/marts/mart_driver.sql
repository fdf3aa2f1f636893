{% set cell = 'period_type, period_start, cut, cut_value' %}

with

tested as (
    select * from {{ ref('mart_driver__test') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- The judgement itself: how people came to give it, and how many of them did not say what they think of the driver.
judged as (
    select
        metric.period_type,
        metric.period_start,
        metric.cut,
        metric.cut_value,
        metric.n as n_judged,
        case when {{ is_not_random('metric.caveat') }} then metric.caveat end as sampling_caveat
    from {{ ref('mart_metric') }} as metric
    cross join settings
    where
        metric.measure = 'M2_mean_score'
        and metric.characteristic_key = settings.headline_characteristic
        and metric.aspect = settings.headline_aspect
),

final as (
    select
        'M13_driver' as measure,
        settings.headline_characteristic as outcome_characteristic_key,
        settings.headline_aspect as outcome_aspect,
        tested.characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        periods.period_end,
        periods.wave,
        {% for column in [
            'importance_method', 'importance_rank', 'estimate', 'se', 'ci_low', 'ci_high', 'lmg', 'lmg_share', 'johnson',
            'johnson_share', 'johnson_ci_low', 'johnson_ci_high', 'correlation', 'correlation_ci_low', 'correlation_ci_high',
            'p_value', 'p_adjusted', 'std_coefficient', 'std_coefficient_ci_low', 'std_coefficient_ci_high', 'vif',
            'condition_index', 'r_squared', 'adjusted_r_squared', 'r_squared_ci_low', 'r_squared_ci_high', 'n', 'n_eff', 'df',
            'n_model', 'n_drivers'
        ] -%}
            tested.{{ column }},
        {% endfor %}
        case when tested.is_in_model then 'jackknife_groups_logit' else 'none' end as ci_method,
        {{ not_defined(['deff']) }},
        judged.n_judged - tested.n as n_missing,
        case
            when tested.p_value is null then 'not_enough_data'
            when tested.n_eff < settings.flag_n then 'too_small'
            when tested.p_adjusted <= settings.false_discovery_rate then 'associated'
            else 'no_detectable_association'
        end as verdict,
        case
            when judged.sampling_caveat is not null then judged.sampling_caveat
            when not tested.is_in_model then 'outside_model'
            when tested.is_collinear then 'collinear'
            when tested.is_small or tested.n_eff < settings.flag_n then 'small_base'
            when periods.period_end > settings.as_of then 'partial_period'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from tested
    inner join periods using (period_type, period_start)
    left join judged using ({{ cell }})
    cross join settings
)

select * from final
