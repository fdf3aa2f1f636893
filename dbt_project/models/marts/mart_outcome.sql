with

estimates as (
    select * from {{ ref('mart_outcome__estimate') }}
),

outcomes as (
    select * from {{ ref('stg_outcome') }}
),

tests as (
    select
        * replace (case when not isnan(p_value) then p_value end as p_value),
        'outcomes' as family
    from estimates
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        adjusted.measure,
        adjusted.aspect,
        adjusted.characteristic_key,
        'overall' as cut,
        'all' as cut_value,
        'month' as period_type,
        adjusted.outcome_key,
        outcomes.kind,
        outcomes.higher_is,
        cast(adjusted.lag_months as integer) as lag_months,
        cast(adjusted.first_month as date) as first_month,
        cast(adjusted.last_month as date) as last_month,
        {% for column in ['estimate', 'se', 'ci_low', 'ci_high'] -%}
            case when not isnan(adjusted.{{ column }}) then adjusted.{{ column }} end as {{ column }},
        {% endfor %}
        case when adjusted.p_value is null then 'none' else 'fisher_z_effective_n' end as ci_method,
        adjusted.p_value,
        adjusted.p_adjusted,
        adjusted.n,
        case when not isnan(adjusted.n_eff) then adjusted.n_eff end as n_eff,
        {{ not_defined(['deff', 'df', 'n_missing']) }},
        cast(adjusted.ar_order as integer) as ar_order,
        adjusted.is_seasonal,
        case
            when adjusted.p_value is null then 'not_enough_data'
            when adjusted.p_adjusted <= {{ setting('false_discovery_rate') }} then 'associated'
            else 'no_detectable_association'
        end as verdict,
        case
            when adjusted.p_value is null then 'series_too_short'
            when outcomes.measure = 'review_rating' then 'self_selected'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from adjusted
    inner join outcomes on adjusted.outcome_key = outcomes.outcome_key
)

select * from final
