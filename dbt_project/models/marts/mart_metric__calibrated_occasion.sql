with

raked as (
    select distinct source_id from {{ ref('stg_weighting') }}
    where step = 'raking'
),

occasion_months as (
    select
        source_id,
        {{ occasion_of() }} as occasion,
        wave,
        month
    from {{ ref('agg_design') }}
    where source_id in (select raked.source_id from raked)
    group by source_id, wave, month
),

lengths as (
    select
        source_id,
        occasion,
        count(*) as n_months
    from occasion_months
    group by source_id, occasion
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

in_period as (
    select
        period_months.period_type,
        period_months.period_start,
        occasion_months.source_id,
        occasion_months.occasion,
        count(*) as n_months_inside
    from occasion_months
    inner join period_months
        on {{ in_period('occasion_months') }}
    group by
        period_months.period_type,
        period_months.period_start,
        occasion_months.source_id,
        occasion_months.occasion
),

-- Weights reproduce the margins over a whole occasion: a period that holds a part of one gains nothing from them.
final as (
    select
        in_period.period_type,
        in_period.period_start,
        in_period.source_id,
        in_period.occasion
    from in_period
    inner join lengths using (source_id, occasion)
    qualify
        bool_and(in_period.n_months_inside = lengths.n_months)
            over (partition by in_period.period_type, in_period.period_start, in_period.source_id)
)

select * from final
