with

hours as (
    select * from {{ ref('stg_business_hours') }}
),

calendars as (
    select count(*) as n_weekdays
    from hours
),

holidays as (
    select distinct holiday from {{ ref('stg_holiday') }}
),

settings as (
    select * from {{ ref('dim_complaint_setting') }}
),

instants as (
    select received_at as instant from {{ ref('fct_complaint') }}
    union all
    select event_at as instant from {{ ref('fct_complaint_event') }}
    union all
    select cast(as_of as timestamp) as instant from {{ ref('dim_reporting_setting') }}
),

-- A year beyond the last instant, so that what is promised within a time has its day.
bounds as (
    select
        {{ add_days('cast(min(instant) as date)', -7) }} as first_day,
        {{ add_days('cast(max(instant) as date)', 400) }} as last_day
    from instants
),

days as (
    {{ day_series('bounds', 'first_day', 'last_day', 'local_day') }}
),

-- No opening times on any weekday: there is no business calendar, and no row here.
opened as (
    select
        days.local_day,
        {{ opening_instant('hours.opens_minute') }} as opens_at,
        {{ opening_instant('hours.closes_minute') }} as closes_at,
        {{ opening_instant('hours.reopens_minute') }} as reopens_at,
        {{ opening_instant('hours.recloses_minute') }} as recloses_at
    from days
    cross join settings
    left join hours on {{ iso_weekday('days.local_day') }} = hours.weekday
    left join holidays on days.local_day = holidays.holiday
    inner join calendars on calendars.n_weekdays > 0
),

measured as (
    select
        *,
        cast(
            coalesce({{ seconds_between('opens_at', 'closes_at') }}, 0)
            + coalesce({{ seconds_between('reopens_at', 'recloses_at') }}, 0) as bigint
        ) as open_seconds
    from opened
),

final as (
    select
        local_day,
        opens_at,
        closes_at,
        reopens_at,
        recloses_at,
        open_seconds > 0 as is_open,
        open_seconds,
        cast(sum(open_seconds) over until_day - open_seconds as bigint) as open_seconds_before,
        cast(sum(open_seconds) over until_day as bigint) as open_seconds_after,
        cast(sum(case when open_seconds > 0 then 1 else 0 end) over until_day as integer) as open_day_number
    from measured
    window until_day as (order by local_day rows between unbounded preceding and current row)
)

select * from final
