with

settings as (
    select * from {{ ref('stg_setting') }}
),

organisation as (
    select * from {{ ref('stg_organisation') }}
),

-- One row even where a setting is not declared, so that every reader may join it without asking.
pivoted as (
    select
        max(case when setting = 'complaint_timezone' then nullif(value, '') end) as timezone,
        max(case when setting = 'complaint_follow_up_days' then cast(value as integer) end) as follow_up_days,
        max(case when setting = 'complaint_recurrence_days' then cast(value as integer) end) as recurrence_days,
        max(case when setting = 'complaint_outcome_days' then cast(value as integer) end) as outcome_days
    from settings
),

home as (
    select max(timezone) as timezone
    from organisation
),

final as (
    select
        coalesce(pivoted.timezone, home.timezone, 'UTC') as timezone,
        coalesce(pivoted.follow_up_days, 30) as follow_up_days,
        coalesce(pivoted.recurrence_days, 90) as recurrence_days,
        coalesce(pivoted.outcome_days, 180) as outcome_days
    from pivoted
    cross join home
)

select * from final
