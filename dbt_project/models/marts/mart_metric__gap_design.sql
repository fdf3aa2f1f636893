with

strata as (
    select * from {{ ref('mart_metric__gap_stratum') }}
),

design as (
    select * from {{ ref('mart_metric__design') }}
),

sources as (
    select distinct
        period_type,
        period_start,
        source_id
    from strata
    where cut = 'overall'
),

source_strata as (
    select design.*
    from design
    inner join sources using (period_type, period_start, source_id)
),

whole_design as (
    select
        period_type,
        period_start,
        cast(sum(n_units) - count(*) as integer) as df,
        sum(n_interviews) as n_interviews,
        bool_or(n_units = 1) as has_lonely_unit,
        bool_or(sampling_kind = 'self_selected') as is_self_selected,
        bool_or(sampling_kind = 'quota') as is_quota
    from source_strata
    group by period_type, period_start
)

select * from whole_design
