with

leads as (
    select * from {{ ref('mart_competitor_position__lead') }}
),

importance as (
    select * from {{ ref('mart_competitor_position__importance') }}
),

final as (
    select
        'M20_competitor_position' as measure,
        study,
        characteristic_key,
        leads.competitor_key,
        leads.respondent_status,
        leads.period_start,
        leads.period_end,
        leads.own_period_type,
        leads.own_period_start,
        leads.own_estimate,
        leads.rival_estimate,
        leads.rival_ci_low,
        leads.rival_ci_high,
        leads.difference as estimate,
        leads.se,
        leads.ci_low,
        leads.ci_high,
        leads.ci_method,
        leads.own_n,
        leads.rival_n,
        least(leads.own_n, leads.rival_n) as n,
        {{ not_defined(['n_eff', 'deff', 'df', 'n_missing']) }},
        importance.importance,
        importance.importance_ci_low,
        importance.importance_ci_high,
        importance.important_from,
        importance.importance_side = 'above' as is_important,
        leads.clear_lead_points,
        leads.weak_below,
        leads.basis,
        case
            when leads.basis = 'clearly_behind' and importance.importance_side = 'above' then 'threat'
            when leads.basis = 'clearly_ahead' and importance.importance_side = 'above' then 'opportunity'
            when leads.rival_ci_high < leads.weak_below then 'opportunity'
            when leads.verdict = 'not_comparable' then 'not_comparable'
            when leads.basis is not null and importance.importance_side is null then 'undetermined'
            else 'neither'
        end as verdict,
        case
            when leads.caveat is not null then leads.caveat
            when importance.importance is null then 'no_importance'
            when leads.respondent_status <> 'current' then 'importance_of_customers'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from leads
    left join importance using (study, characteristic_key)
)

select * from final
