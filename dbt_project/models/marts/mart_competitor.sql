with

score_rows as (
    select * from {{ ref('mart_competitor__test') }}
),

counts as (
    select * from {{ ref('mart_competitor__count') }}
),

count_rows as (
    select
        study,
        cast(null as varchar) as characteristic_key,
        competitor_key,
        cast(null as varchar) as respondent_status,
        'count' as unit,
        period_start,
        period_end,
        'year' as own_period_type,
        period_start as own_period_start,
        cast(own_count as double) as own_estimate,
        {{ poisson_low('own_count') }} as own_ci_low,
        {{ poisson_high('own_count') }} as own_ci_high,
        cast(null as bigint) as own_n,
        cast(rival_count as double) as rival_estimate,
        {{ poisson_low('rival_count') }} as rival_ci_low,
        {{ poisson_high('rival_count') }} as rival_ci_high,
        cast(null as bigint) as rival_n,
        cast(null as double) as difference,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        'exact_poisson' as ci_method,
        cast(null as double) as p_value,
        cast(null as double) as p_adjusted,
        'not_comparable' as verdict,
        'count_without_exposure' as caveat
    from counts
),

all_rows as (
    select * from score_rows
    union all
    select * from count_rows
),

final as (
    select
        *,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from all_rows
)

select * from final
