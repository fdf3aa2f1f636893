with

levels as (
    select * from {{ ref('agg_complaint_service_level') }}
),

periods as (
    select * from {{ ref('mart_complaint__period') }}
),

-- A case counts from the day on which it fell due, however early it was done: else the quick ones of the last weeks
-- would count and the slow ones not yet.
due as (
    select
        levels.step,
        levels.cut,
        levels.cut_value,
        periods.period_type,
        periods.period_start,
        cast(sum(levels.n - levels.n_withdrawn) as bigint) as n_due,
        cast(sum(levels.n_met) as bigint) as n_met
    from levels
    inner join periods on levels.month = periods.month
    where levels.due_on <= {{ setting('as_of') }} and {{ has_complaint_cell('periods', 'levels') }}
    group by levels.step, levels.cut, levels.cut_value, periods.period_type, periods.period_start
),

final as (
    select
        *,
        n_met * 1.0 / n_due as sla_share,
        {{ wilson_low('(n_met * 1.0 / n_due)', 'n_due') }} as sla_ci_low,
        {{ wilson_high('(n_met * 1.0 / n_due)', 'n_due') }} as sla_ci_high
    from due
    where n_due > 0
)

select * from final
