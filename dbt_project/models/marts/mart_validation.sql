with

checks as (
    select
        *,
        validation_check || ' ' || period_type || ' ' || cast(period_start as varchar) as family
    from {{ ref('mart_validation__check') }}
),

adjusted as (
    {{ benjamini_hochberg('checks', 'family') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- A sign-off of all sources counts for each; one from before the period's end could not have seen its results.
signed as (
    select
        adjusted.period_type,
        adjusted.period_start,
        adjusted.source_id,
        max(sign_offs.signed_on) as signed_on,
        max_by(sign_offs.by_role, sign_offs.signed_on) as signed_by_role
    from adjusted
    inner join periods using (period_type, period_start)
    inner join {{ ref('stg_sign_off') }} as sign_offs
        on
            adjusted.period_type = sign_offs.period_type
            and adjusted.period_start = sign_offs.period_start
            and coalesce(adjusted.source_id = sign_offs.source_id, true)
            and periods.period_end <= sign_offs.signed_on
    group by adjusted.period_type, adjusted.period_start, adjusted.source_id
),

final as (
    select
        adjusted.validation_check,
        adjusted.source_id,
        adjusted.period_type,
        adjusted.period_start,
        periods.period_end,
        adjusted.cut,
        adjusted.cut_value,
        adjusted.observed,
        adjusted.reference_value,
        adjusted.estimate,
        adjusted.se,
        adjusted.estimate - adjusted.quantile * adjusted.se as ci_low,
        adjusted.estimate + adjusted.quantile * adjusted.se as ci_high,
        adjusted.ci_method,
        adjusted.p_value,
        adjusted.p_adjusted,
        adjusted.n,
        adjusted.n_eff,
        adjusted.deff,
        adjusted.df,
        adjusted.n_missing,
        case
            when adjusted.n < settings.minimum_n or adjusted.p_value is null then 'too_small'
            when adjusted.p_adjusted <= settings.false_discovery_rate then 'differs'
            else 'no_detectable_difference'
        end as verdict,
        case
            when least(adjusted.n, adjusted.n_eff) < settings.flag_n then 'small_base'
            when periods.period_end > settings.as_of then 'partial_period'
        end as caveat,
        signed.signed_on is null as is_provisional,
        signed.signed_by_role,
        signed.signed_on,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from adjusted
    inner join periods using (period_type, period_start)
    left join signed using (period_type, period_start, source_id)
    cross join settings
)

select * from final
