{% set cell = 'period_type, period_start, source_id' %}

with

design as (
    select
        {{ cell }},
        any_value(sampling_kind) as sampling_kind,
        bool_or(is_clustered) as is_clustered,
        cast(count(*) as integer) as n_strata,
        cast(sum(n_units) as bigint) as n_units,
        cast(sum(n_interviews) as bigint) as achieved_n
    from {{ ref('mart_metric__design') }}
    group by {{ cell }}
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

-- The finite population of the sampling units, where every occasion of the period states it.
occasions as (
    select
        period_months.period_type,
        period_months.period_start,
        given.source_id,
        given.stratum,
        {{ occasion_of('given.wave', 'given.month') }} as occasion,
        max(given.stratum_population) as stratum_population,
        bool_and(given.has_stratum_population) as has_stratum_population
    from {{ ref('agg_design') }} as given
    inner join period_months
        on {{ in_period('given') }}
    group by all
),

populations as (
    select
        {{ cell }},
        cast(count(distinct occasion) as integer) as n_occasions,
        case when bool_and(has_stratum_population) then cast(sum(stratum_population) as bigint) end as population_units
    from occasions
    group by {{ cell }}
),

final as (
    select
        design.*,
        populations.n_occasions,
        populations.population_units
    from design
    inner join populations using ({{ cell }})
)

select * from final
