with

action as (
    select * from {{ ref('mart_effectiveness') }}
    where series_measure is not null and started_on is not null
),

series as (
    select * from {{ ref('mart_control_chart__series') }}
),

disclosure as (
    {{ disclosed_answers() }}
),

hidden as (
    select
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_start,
        is_hidden
    from disclosure
    where period_type = 'month'
),

-- The month in whose middle an action began belongs to neither side.
points as (
    select
        action.improvement_action_key,
        series.period_start,
        series.aspect,
        series.characteristic_key,
        series.cut,
        series.cut_value,
        case
            when series.period_start < date_trunc('month', action.started_on) then 'before'
            when series.period_start >= action.started_on then 'after'
            else 'begun'
        end as side,
        series.estimate,
        series.ci_low,
        series.ci_high,
        series.n,
        series.exposure
    from action
    inner join series
        on
            action.aspect = series.aspect
            and action.series_measure in (
                series.measure, replace(series.measure, 'M19_complaint_rate', 'M16_operation_ratio')
            )
            and coalesce(action.count_measure, '') = series.count_measure
            and coalesce(action.exposure_measure, '') = series.exposure_measure
            and coalesce(action.per, 0) = series.per
            and action.cut = series.cut
            and action.cut_value = series.cut_value
            and (series.characteristic_key = '' or action.characteristic_key = series.characteristic_key)
),

judged as (
    select
        points.*,
        not coalesce(hidden.is_hidden, false) as is_shown
    from points
    left join hidden using (aspect, characteristic_key, cut, cut_value, period_start)
),

final as (
    select
        {{ figure_id('action_point', ['improvement_action_key', 'period_start']) }},
        'M24_effectiveness' as measure,
        improvement_action_key,
        period_start,
        side,
        {{ shown(['estimate', 'ci_low', 'ci_high', 'n', 'exposure']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by improvement_action_key, period_start
