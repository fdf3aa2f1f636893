with

estimates as (
    select * from {{ ref('mart_driver__estimate') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- How people came to answer the judgement, and how many of them did not say what they think of the driver.
judged as (
    select
        metric.period_type,
        metric.period_start,
        metric.cut,
        metric.cut_value,
        metric.n as n_judged,
        metric.caveat in ('self_selected', 'quota') as is_not_random,
        metric.caveat
    from {{ ref('mart_metric') }} as metric
    cross join settings
    where
        metric.measure = 'M2_mean_score'
        and metric.characteristic_key = settings.headline_characteristic
        and metric.aspect = settings.headline_aspect
),

tests as (
    select
        *,
        period_type || '|' || period_start || '|' || cut || '|' || cut_value as family
    from estimates
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        'M13_driver' as measure,
        settings.headline_characteristic as outcome_characteristic_key,
        settings.headline_aspect as outcome_aspect,
        adjusted.characteristic_key,
        adjusted.cut,
        adjusted.cut_value,
        adjusted.period_type,
        cast(adjusted.period_start as date) as period_start,
        periods.period_end,
        periods.wave,
        cast(adjusted.importance_method as varchar) as importance_method,
        {% for column in [
            'estimate', 'se', 'ci_low', 'ci_high', 'lmg', 'lmg_share', 'johnson', 'johnson_share', 'johnson_ci_low',
            'johnson_ci_high', 'correlation', 'correlation_ci_low', 'correlation_ci_high', 'std_coefficient',
            'std_coefficient_ci_low', 'std_coefficient_ci_high', 'vif', 'condition_index', 'r_squared',
            'adjusted_r_squared', 'r_squared_ci_low', 'r_squared_ci_high', 'p_value', 'p_adjusted'
        ] -%}
            case when not isnan(adjusted.{{ column }}) then adjusted.{{ column }} end as {{ column }},
        {% endfor %}
        case when adjusted.is_in_model then 'jackknife_groups_logit' else 'none' end as ci_method,
        case
            when adjusted.is_in_model
                then
                    cast(rank() over (
                        partition by adjusted.family
                        order by case when adjusted.is_in_model then adjusted.estimate end desc nulls last
                    ) as integer)
        end as importance_rank,
        adjusted.n,
        adjusted.n_eff,
        cast(null as double) as deff,
        cast(adjusted.df as integer) as df,
        cast(judged.n_judged - adjusted.n as bigint) as n_missing,
        adjusted.n_model,
        cast(adjusted.n_drivers as integer) as n_drivers,
        case
            when adjusted.p_value is null or isnan(adjusted.p_value) then 'not_enough_data'
            when adjusted.n_eff < settings.flag_n then 'too_small'
            when adjusted.p_adjusted <= settings.false_discovery_rate then 'associated'
            else 'no_detectable_association'
        end as verdict,
        case
            when judged.is_not_random then judged.caveat
            when adjusted.is_in_model and adjusted.is_collinear then 'collinear'
            when not adjusted.is_in_model then 'outside_model'
            when adjusted.is_small or adjusted.n_eff < settings.flag_n then 'small_base'
            when periods.period_end > settings.as_of then 'partial_period'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from adjusted
    inner join periods
        on
            adjusted.period_type = periods.period_type
            and adjusted.period_start = periods.period_start
    left join judged
        on
            adjusted.period_type = judged.period_type
            and adjusted.period_start = judged.period_start
            and adjusted.cut = judged.cut
            and adjusted.cut_value = judged.cut_value
    cross join settings
)

select * from final
