{{ config(materialized='view') }}

{% set cell = [
    'measure', 'period_type', 'period_start', 'source_id', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

strata as (
    select * from {{ ref('mart_metric__stratum') }}
),

second_stage as (
    select * from {{ ref('mart_metric__second_stage') }}
),

calibrated_strata as (
    select * from {{ ref('mart_metric__calibrated_stratum') }}
),

calibrated_periods as (
    select distinct
        period_type,
        period_start,
        source_id
    from {{ ref('mart_metric__calibrated_occasion') }}
),

plain as (
    select
        {{ cell }},
        strata.stratum,
        cast(strata.w as double) as residual_w,
        cast(strata.wy as double) as residual_wy,
        strata.u_ww,
        strata.u_wy,
        strata.u_yy,
        coalesce(second_stage.v_ww, 0) as v_ww,
        coalesce(second_stage.v_wy, 0) as v_wy,
        coalesce(second_stage.v_yy, 0) as v_yy
    from strata
    left join second_stage using ({{ cell }}, stratum)
    where (strata.period_type, strata.period_start, strata.source_id) not in (
            select (calibrated_periods.period_type, calibrated_periods.period_start, calibrated_periods.source_id)
            from calibrated_periods
        )
),

calibrated_figures as (
    select distinct {{ cell }}
    from strata
    inner join calibrated_periods using (period_type, period_start, source_id)
),

-- All strata of the design, also those in which the cell has no members: calibration ties them to it.
final as (
    select * from plain
    union all
    select
        {{ cell }},
        calibrated_strata.stratum,
        calibrated_strata.residual_w,
        calibrated_strata.residual_wy,
        calibrated_strata.u_ww,
        calibrated_strata.u_wy,
        calibrated_strata.u_yy,
        calibrated_strata.v_ww,
        calibrated_strata.v_wy,
        calibrated_strata.v_yy
    from calibrated_strata
    inner join calibrated_figures using ({{ cell }})
)

select * from final
