{{ rebuilt_where_changed() }}

with

ends as (
    select * from {{ ref('fct_complaint_time__step') }}
    {{ where_month_is_missing() }}
),

fingerprints as (
    select * from {{ ref('fct_complaint__fingerprint') }}
),

days as (
    select * from {{ ref('dim_business_day') }}
),

levels as (
    select * from {{ ref('stg_service_level') }}
),

settings as (
    select timezone from {{ ref('dim_complaint_setting') }}
),

promised as (
    select
        ends.*,
        settings.timezone,
        levels.clock,
        levels.limit_unit,
        levels.limit_number,
        {{ local_day_of('ends.received_at', 'settings.timezone') }} as received_on,
        {{ local_day_of('ends.ended_at', 'settings.timezone') }} as ended_on
    from ends
    cross join settings
    left join levels on ends.step = levels.step and ends.severity = levels.severity
),

-- Both ends on the scale of open seconds; where the desk never opens there is no such scale.
placed as (
    select
        promised.*,
        first_day.open_day_number,
        {{ open_seconds_until('first_day', 'promised.received_at') }} as received_second,
        case
            when promised.ended_at is not null then {{ open_seconds_until('last_day', 'promised.ended_at') }}
        end as ended_second
    from promised
    left join days as first_day on promised.received_on = first_day.local_day
    left join days as last_day on promised.ended_on = last_day.local_day
),

due as (
    select
        placed.*,
        case
            when placed.clock = 'calendar'
                then {{ add_seconds('placed.received_at', 'placed.limit_number * ' ~ seconds_of('placed.limit_unit')) }}
            when placed.limit_unit = 'days' then coalesce(due_day.recloses_at, due_day.closes_at)
            else {{ instant_of_open_second('due_hour', 'placed.received_second + placed.limit_number * 3600') }}
        end as due_at
    from placed
    left join days as due_day
        on
            placed.clock = 'business'
            and placed.limit_unit = 'days'
            and due_day.is_open
            and placed.open_day_number + placed.limit_number = due_day.open_day_number
    left join days as due_hour
        on
            placed.clock = 'business'
            and placed.limit_unit = 'hours'
            and placed.received_second + placed.limit_number * 3600 > due_hour.open_seconds_before
            and placed.received_second + placed.limit_number * 3600 <= due_hour.open_seconds_after
),

final as (
    select
        due.complaint_key,
        due.step,
        due.month,
        due.received_at,
        due.ended_at,
        due.ending,
        due.ending = 'done' as is_event,
        due.n_reopened,
        {{ not_negative(seconds_between('due.received_at', 'due.ended_at')) }} as calendar_seconds,
        {{ not_negative('due.ended_second - due.received_second') }} as business_seconds,
        due.due_at,
        {{ local_day_of('due.due_at', 'due.timezone') }} as due_on,
        fingerprints.fingerprint
    from due
    inner join fingerprints on due.month = fingerprints.month
)

select * from final
