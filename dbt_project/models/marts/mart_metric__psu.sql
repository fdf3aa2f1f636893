with

design as (
    select
        *,
        {{ occasion_of() }} as occasion
    from {{ ref('agg_design') }}
    where has_psu_population
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

strata as (
    select * from {{ ref('mart_metric__design') }}
    where is_clustered and sampling_factor < 1
),

-- As the population of a stratum, that of a sampling unit is declared for each occasion of asking.
occasions as (
    select
        period_months.period_type,
        period_months.period_start,
        design.source_id,
        design.stratum,
        design.psu,
        design.occasion,
        sum(design.n_responses) as n_elements,
        max(design.psu_population) as psu_population
    from design
    inner join period_months
        on {{ in_period('design') }}
    group by all
),

units as (
    select
        period_type,
        period_start,
        source_id,
        stratum,
        psu,
        cast(sum(n_elements) as double) as n_elements,
        cast(sum(psu_population) as double) as psu_population
    from occasions
    group by period_type, period_start, source_id, stratum, psu
),

-- The second stage adds f1 (1 - f2) m / (m - 1) times the squared deviations within the unit; a unit with one
-- element follows the policy of lonely units.
final as (
    select
        units.period_type,
        units.period_start,
        units.source_id,
        units.stratum,
        units.psu,
        case
            when units.n_elements >= units.psu_population then 0
            when units.n_elements > 1
                then
                    (1 - strata.sampling_factor) * (1 - units.n_elements / units.psu_population)
                    * units.n_elements / (units.n_elements - 1)
            when strata.lonely_psu = 'adjust'
                then (1 - strata.sampling_factor) * (1 - units.n_elements / units.psu_population)
            when strata.lonely_psu = 'certainty' then 0
            else
                error(
                    'Unit "' || units.psu || '" of source ' || units.source_id || ' has a single interview in the '
                    || units.period_type || ' from ' || cast(units.period_start as varchar)
                    || ' and its policy is fail: set lonely_psu to adjust or certainty in the profile.'
                )
        end as second_stage_factor,
        case when units.n_elements > 1 then 1 / units.n_elements else 0.0 end as centring
    from units
    inner join strata using (period_type, period_start, source_id, stratum)
)

select * from final
