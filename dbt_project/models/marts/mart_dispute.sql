{% set cell = 'period_type, period_start, period_end, is_partial, provider, method' %}

with

counts as (
    select * from {{ ref('mart_dispute__count') }}
),

times as (
    select * from {{ ref('mart_dispute__time') }}
),

estimated as (
    select
        {{ cell }},
        measure,
        category,
        'per_100' as unit,
        100.0 * n_counted / n_complaints as estimate,
        100.0 * {{ poisson_low('n_counted') }} / n_complaints as ci_low,
        100.0 * {{ poisson_high('n_counted') }} / n_complaints as ci_high,
        'exact_poisson' as ci_method,
        n_counted,
        n_complaints as n,
        cast(0 as bigint) as n_missing
    from counts
    where measure = 'M19_dispute_rate_per_100'
    union all
    select
        {{ cell }},
        measure,
        category,
        'share' as unit,
        n_counted * 1.0 / n_base as estimate,
        coalesce(beta_quantile(0.025, cast(nullif(n_counted, 0) as double), n_base - n_counted + 1.0), 0.0) as ci_low,
        coalesce(beta_quantile(0.975, n_counted + 1.0, cast(nullif(n_base - n_counted, 0) as double)), 1.0) as ci_high,
        'clopper_pearson' as ci_method,
        n_counted,
        n_base as n,
        n_total - n_base as n_missing
    from counts
    where measure <> 'M19_dispute_rate_per_100'
    {% for share in ['p50', 'p90'] %}
        union all
        select
            {{ cell }},
            'M19_dispute_days_to_close' as measure,
            '{{ share }}' as category,
            'days' as unit,
            {{ share }}_days as estimate,
            {{ share }}_ci_low_days as ci_low,
            {{ share }}_ci_high_days as ci_high,
            'kaplan_meier_loglog' as ci_method,
            n_events as n_counted,
            n,
            cast(0 as bigint) as n_missing
        from times
    {% endfor %}
    union all
    select * from {{ ref('mart_dispute__cost') }}
),

final as (
    select
        measure,
        period_type,
        cast(period_start as date) as period_start,
        cast(period_end as date) as period_end,
        provider,
        method,
        category,
        unit,
        estimate,
        cast(null as double) as se,
        ci_low,
        ci_high,
        ci_method,
        cast(n_counted as bigint) as n_counted,
        cast(n as bigint) as n,
        cast(n as double) as n_eff,
        1.0 as deff,
        cast(null as integer) as df,
        n_missing,
        cast(null as varchar) as verdict,
        case
            when unit = 'days' and estimate is null then 'not_reached'
            when n < {{ setting('flag_n') }} or n_counted < 5 then 'small_base'
            when is_partial then 'partial_period'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from estimated
)

select * from final
