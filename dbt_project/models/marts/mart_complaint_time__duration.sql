with

times as (
    select * from {{ ref('agg_complaint_time') }}
),

periods as (
    select * from {{ ref('mart_complaint__period') }}
),

days as (
    select * from {{ ref('dim_business_day') }}
),

cut_off as (
    select
        zones.timezone,
        {{ end_of_day('reporting.as_of', 'zones.timezone') }} as ended_at,
        {{ open_seconds_until('last_day', end_of_day('reporting.as_of', 'zones.timezone')) }} as ended_second
    from {{ ref('dim_reporting_setting') }} as reporting
    cross join {{ ref('dim_complaint_setting') }} as zones
    left join days as last_day on reporting.as_of = last_day.local_day
),

-- What is open at the cut-off has lasted until the end of that day: a time followed so far, not a duration.
followed as (
    select
        times.* exclude (hours),
        case
            when times.open_since is null then times.hours
            when times.clock = 'calendar'
                then ceil({{ not_negative(seconds_between('times.open_since', 'cut_off.ended_at')) }} / 3600.0)
            else
                ceil({{ not_negative(
                    'cut_off.ended_second - (' ~ open_seconds_until('first_day', 'times.open_since') ~ ')'
                ) }} / 3600.0)
        end as hours
    from times
    cross join cut_off
    left join days as first_day
        on {{ local_day_of('times.open_since', 'cut_off.timezone') }} = first_day.local_day
),

final as (
    select
        followed.step,
        followed.clock,
        followed.cut,
        followed.cut_value,
        periods.period_type,
        periods.period_start,
        periods.period_end,
        periods.previous_period_start,
        periods.is_partial,
        followed.ending = 'done' as is_event,
        cast(followed.hours as integer) as hours,
        cast(sum(followed.n) as bigint) as n,
        cast(sum(followed.n) filter (where followed.ending = 'open') as bigint) as n_open
    from followed
    inner join periods on followed.month = periods.month
    where {{ has_complaint_cell('periods', 'followed') }}
    group by all
)

select * from final
