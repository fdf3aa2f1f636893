with

estimates as (
    select * from {{ ref('mart_complaint_time__estimate') }}
),

opened as (
    select
        step,
        clock,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        is_partial,
        coalesce(sum(n_open), 0) as n_open
    from {{ ref('mart_complaint_time__duration') }}
    group by all
),

levels as (
    select * from {{ ref('mart_complaint_time__service_level') }}
),

tests as (
    select
        * replace (case when not is_too_small then p_value end as p_value),
        concat_ws('|', clock, period_type, cut) as family
    from (
        select
            *,
            least(n, n_previous) < {{ setting('flag_n') }} as is_too_small
        from {{ ref('mart_complaint_time__change') }}
    ) as changes
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        {{ measure_of_step('estimates.step') }} as measure,
        estimates.step,
        estimates.clock,
        estimates.cut,
        estimates.cut_value,
        estimates.period_type,
        cast(estimates.period_start as date) as period_start,
        opened.period_end,
        estimates.p50_hours,
        estimates.p50_ci_low_hours,
        estimates.p50_ci_high_hours,
        estimates.p90_hours,
        {{ reached('estimates.n_events', 'estimates.p90_hours') }} as p90_status,
        estimates.p90_hours as estimate,
        cast(null as double) as se,
        estimates.p90_ci_low_hours as ci_low,
        estimates.p90_ci_high_hours as ci_high,
        'kaplan_meier_loglog' as ci_method,
        cast(estimates.n as bigint) as n,
        cast(estimates.n as double) as n_eff,
        cast(1 as double) as deff,
        cast(null as integer) as df,
        cast(0 as bigint) as n_missing,
        cast(estimates.n_events as bigint) as n_events,
        cast(opened.n_open as bigint) as n_open,
        levels.n_due as sla_n_due,
        levels.n_met as sla_n_met,
        levels.sla_share,
        levels.sla_ci_low,
        levels.sla_ci_high,
        adjusted.p_value,
        adjusted.p_adjusted,
        case
            when adjusted.is_too_small then 'too_small'
            when adjusted.p_value is null then 'not_comparable'
            when adjusted.p_adjusted > {{ setting('false_discovery_rate') }} then 'no_detectable_change'
            when adjusted.n_events > adjusted.n_events_expected then 'improved'
            else 'declined'
        end as verdict,
        case
            when estimates.n_events < {{ setting('flag_n') }} then 'small_base'
            when estimates.p90_hours is null then 'not_reached'
            when opened.is_partial then 'partial_period'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from estimates
    inner join opened using (step, clock, cut, cut_value, period_type, period_start)
    left join levels using (step, cut, cut_value, period_type, period_start)
    left join adjusted using (step, clock, cut, cut_value, period_type, period_start)
)

select * from final
