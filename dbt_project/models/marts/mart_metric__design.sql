with

design as (
    select * from {{ ref('agg_design') }}
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

calibrated as (
    select * from {{ ref('mart_metric__calibrated_occasion') }}
),

in_period as (
    select
        period_months.period_type,
        period_months.period_start,
        design.*,
        case when design.wave = '' then cast(design.month as varchar) else design.wave end as occasion
    from design
    inner join period_months
        on {{ in_period('design') }}
),

-- A finite population is declared for each occasion of asking: a wave, or a month where there are no waves.
populations as (
    select
        period_type,
        period_start,
        source_id,
        stratum,
        sum(stratum_population) as stratum_population,
        bool_and(has_stratum_population) as has_stratum_population
    from (
        select
            period_type,
            period_start,
            source_id,
            stratum,
            occasion,
            max(stratum_population) as stratum_population,
            bool_and(has_stratum_population) as has_stratum_population
        from in_period
        group by all
    ) as occasions
    group by all
),

counted as (
    select
        in_period.period_type,
        in_period.period_start,
        in_period.source_id,
        in_period.stratum,
        sources.sampling_kind,
        sources.is_clustered,
        sources.lonely_psu,
        sum(in_period.n_responses) as n_interviews,
        count(distinct in_period.psu) as n_psus
    from in_period
    inner join sources on in_period.source_id = sources.source_id
    group by all
),

units as (
    select
        *,
        case when is_clustered then n_psus else n_interviews end as n_units
    from counted
),

final as (
    select
        units.*,
        (units.period_type, units.period_start, units.source_id) in (
            select (calibrated.period_type, calibrated.period_start, calibrated.source_id)
            from calibrated
        ) as is_calibrated,
        case
            when populations.has_stratum_population and populations.stratum_population >= units.n_units
                then 1 - cast(units.n_units as double) / populations.stratum_population
            else 1
        end as sampling_factor
    from units
    inner join populations using (period_type, period_start, source_id, stratum)
)

select * from final
