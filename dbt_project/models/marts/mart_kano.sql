{% set cell = 'characteristic_key, cut, cut_value, period_type, period_start' %}

with

shares as (
    select * from {{ ref('mart_kano__share') }}
),

leads as (
    select * from {{ ref('mart_kano__lead') }}
),

coefficients as (
    select
        {{ cell }},
        max(case when measure = 'M27_better_share' then estimate end) as better_share,
        max(case when measure = 'M27_better_share' then ci_low end) as better_share_ci_low,
        max(case when measure = 'M27_better_share' then ci_high end) as better_share_ci_high,
        max(case when measure = 'M27_worse_share' then estimate end) as worse_share,
        max(case when measure = 'M27_worse_share' then ci_low end) as worse_share_ci_low,
        max(case when measure = 'M27_worse_share' then ci_high end) as worse_share_ci_high,
        max(case when measure = 'M27_better_share' then n end) as n_better_worse
    from {{ ref('mart_metric') }}
    where measure in ('M27_better_share', 'M27_worse_share')
    group by {{ cell }}
),

final as (
    select
        {{ cell }},
        shares.period_end,
        shares.wave,
        shares.category,
        shares.estimate,
        shares.se,
        shares.ci_low,
        shares.ci_high,
        shares.ci_method,
        shares.category = leads.modal_category as is_modal,
        leads.modal_category,
        leads.second_category,
        leads.lead,
        leads.lead_se,
        leads.lead_ci_low,
        leads.lead_ci_high,
        leads.family,
        leads.p_value,
        leads.p_adjusted,
        coefficients.better_share,
        coefficients.better_share_ci_low,
        coefficients.better_share_ci_high,
        coefficients.worse_share,
        coefficients.worse_share_ci_low,
        coefficients.worse_share_ci_high,
        coefficients.n_better_worse,
        shares.n,
        shares.n_eff,
        shares.deff,
        shares.df,
        shares.n_missing,
        leads.verdict,
        shares.caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from shares
    inner join leads using ({{ cell }})
    left join coefficients using ({{ cell }})
)

select * from final
