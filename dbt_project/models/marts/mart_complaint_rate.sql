with

periods as (
    select * from {{ ref('mart_complaint_rate__period') }}
),

tests as (
    select
        *,
        period_type as family,
        1000.0 * n_complaints / exposure as rate_per_1000,
        1000.0 * {{ poisson_low('n_complaints') }} / exposure as ci_low,
        1000.0 * {{ poisson_high('n_complaints') }} / exposure as ci_high,
        1000.0 * previous_n / previous_exposure as previous_rate_per_1000,
        1000.0 * {{ poisson_low('previous_n') }} / previous_exposure as previous_ci_low,
        1000.0 * {{ poisson_high('previous_n') }} / previous_exposure as previous_ci_high,
        binomial_p(n_complaints, n_complaints + previous_n, exposure / (exposure + previous_exposure)) as p_value
    from periods
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

-- The difference's interval combines the two exact ones (Donner and Zou 2012), and is on the scale that is shown.
changed as (
    select
        *,
        rate_per_1000 - previous_rate_per_1000 as difference,
        rate_per_1000 - previous_rate_per_1000
        - sqrt(pow(rate_per_1000 - ci_low, 2) + pow(previous_ci_high - previous_rate_per_1000, 2)) as difference_ci_low,
        rate_per_1000 - previous_rate_per_1000
        + sqrt(pow(ci_high - rate_per_1000, 2) + pow(previous_rate_per_1000 - previous_ci_low, 2)) as difference_ci_high
    from adjusted
),

final as (
    select
        period_type,
        period_start,
        period_end,
        n_complaints,
        exposure,
        rate_per_1000,
        ci_low,
        ci_high,
        'exact_poisson' as ci_method,
        previous_period_start,
        previous_rate_per_1000,
        difference,
        difference_ci_low,
        difference_ci_high,
        p_value,
        p_adjusted,
        case
            when p_value is null then 'not_comparable'
            when p_adjusted > {{ setting('false_discovery_rate') }} then 'no_detectable_change'
            when difference < 0 then 'improved'
            else 'declined'
        end as verdict,
        cast(null as varchar) as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from changed
)

select * from final
