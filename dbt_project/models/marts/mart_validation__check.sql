{% set cell = 'period_type, period_start, source_id, cut' %}

with

composition as (
    select * from {{ ref('mart_validation__composition') }}
),

headline as (
    select * from {{ ref('mart_validation__headline') }}
),

-- Each value's share in the sample (base weights) against its share in the population.
values_checked as (
    select
        'sample_against_frame' as validation_check,
        {{ cell }},
        cut_value,
        sample_share as observed,
        population_share as reference_value,
        sample_share - population_share as estimate,
        sqrt(sample_share * (1 - sample_share) / n_eff) as se,
        norm_quantile(0.975) as quantile,
        'normal' as ci_method,
        2 * norm_cdf(
            -abs(sample_share - population_share) / nullif(sqrt(population_share * (1 - population_share) / n_eff), 0)
        ) as p_value,
        n,
        n_eff,
        cast(n / n_eff as double) as deff,
        cast(null as integer) as df,
        n_missing
    from composition
),

distances as (
    select * from {{ ref('mart_validation__distance') }}
),

cuts_checked as (
    select
        'sample_against_frame' as validation_check,
        {{ cell }},
        'all' as cut_value,
        distance as observed,
        cast(0 as double) as reference_value,
        distance as estimate,
        cast(null as double) as se,
        cast(null as double) as quantile,
        'none' as ci_method,
        1 - chi2_cdf(n_eff * distance * distance, cast(df as double)) as p_value,
        n,
        n_eff,
        cast(n / n_eff as double) as deff,
        df,
        n_missing
    from distances
    where df >= 1
),

headline_checked as (
    select
        'weighted_against_unweighted' as validation_check,
        period_type,
        period_start,
        source_id,
        'overall' as cut,
        'all' as cut_value,
        weighted_score as observed,
        unweighted_score as reference_value,
        weighted_score - unweighted_score as estimate,
        difference_se as se,
        t_quantile(0.975, cast(nullif(greatest(df, 0), 0) as double)) as quantile,
        case when difference_se is null then 'none' else 't' end as ci_method,
        2 * t_cdf(
            -abs(weighted_score - unweighted_score) / nullif(difference_se, 0),
            cast(nullif(greatest(df, 0), 0) as double)
        ) as p_value,
        n,
        n_eff,
        deff,
        df,
        cast(null as bigint) as n_missing
    from headline
),

final as (
    select * from values_checked
    union all
    select * from cuts_checked
    union all
    select * from headline_checked
)

select * from final
