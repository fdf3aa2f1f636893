with

counts as (
    select * from {{ ref('mart_promise__count') }}
),

rates as (
    select
        *,
        n_checks - n_kept as n_breaches,
        n_kept / n_checks as kept_rate,
        concat_ws('|', promise_key = 'all', period_type, period_start, cut, cut_value) as family,
        case
            when target_kept_rate is not null and n_checks >= {{ setting('flag_n') }}
                then binomial_p(n_kept, n_checks, target_kept_rate)
        end as p_value
    from counts
),

adjusted as (
    {{ benjamini_hochberg('rates') }}
),

changes as (
    select * from {{ ref('mart_promise__change') }}
),

with_change as (
    select
        adjusted.*,
        changes.* exclude (promise_key, version_number, cut, cut_value, period_type, period_start)
    from adjusted
    left join changes using (promise_key, version_number, cut, cut_value, period_type, period_start)
),

final as (
    select
        'promise_kept_rate' as measure,
        promise_key,
        version_number,
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        n_checks,
        n_kept,
        kept_rate,
        target_kept_rate,
        n_breaches,
        n_remedies,
        n_remedies / nullif(n_remedy_known, 0) as remedy_rate,
        {{ wilson_low_of('n_remedies', 'n_remedy_known') }} as remedy_ci_low,
        {{ wilson_high_of('n_remedies', 'n_remedy_known') }} as remedy_ci_high,
        n_breaches_with_complaint,
        n_breaches_with_complaint / nullif(n_breaches, 0) as complaint_share_after_breach,
        {{ wilson_low_of('n_breaches_with_complaint', 'n_breaches') }} as complaint_after_breach_ci_low,
        {{ wilson_high_of('n_breaches_with_complaint', 'n_breaches') }} as complaint_after_breach_ci_high,
        n_kept_with_complaint / nullif(n_kept, 0) as complaint_share_after_kept,
        {{ wilson_low_of('n_kept_with_complaint', 'n_kept') }} as complaint_after_kept_ci_low,
        {{ wilson_high_of('n_kept_with_complaint', 'n_kept') }} as complaint_after_kept_ci_high,
        kept_rate as estimate,
        sqrt(kept_rate * (1 - kept_rate) / n_checks) as se,
        {{ exact_share_low('n_kept', 'n_checks') }} as ci_low,
        {{ exact_share_high('n_kept', 'n_checks') }} as ci_high,
        'clopper_pearson' as ci_method,
        n_checks as n,
        cast(n_checks as double) as n_eff,
        cast(null as double) as deff,
        cast(null as double) as df,
        cast(0 as bigint) as n_missing,
        p_value,
        p_adjusted,
        case
            when target_kept_rate is null then 'no_target'
            when p_value is null then 'too_small'
            when p_adjusted > {{ setting('false_discovery_rate') }} then 'undetermined'
            when kept_rate < target_kept_rate then 'below_target'
            else 'kept_as_promised'
        end as verdict,
        previous_period_start,
        previous_estimate,
        previous_n,
        difference,
        difference_ci_low,
        difference_ci_high,
        change_p_value,
        change_p_adjusted,
        coalesce(change_verdict, 'not_comparable') as change_verdict,
        {{ register_caveat('n_checks') }} as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from with_change
)

select * from final
