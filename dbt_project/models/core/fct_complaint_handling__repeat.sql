{{ config(materialized='view') }}

with

settings as (
    select * from {{ ref('dim_complaint_setting') }}
),

-- "Other" and what nobody classified are no cause that could come back.
complaints as (
    select
        complaint_key,
        received_at,
        min(received_at) over () as first_received_at,
        lag(received_at) over (
            partition by customer_key, cause_key order by received_at asc, complaint_key asc
        ) as previous_received_at
    from {{ ref('fct_complaint') }}
    where customer_key is not null and cause_key not in ('other', 'not_classified')
),

-- Looking back needs no waiting, but as many days of history: complaints of the first days cannot be judged.
final as (
    select
        complaints.complaint_key,
        coalesce(
            {{ is_within_days(
                'complaints.previous_received_at', 'complaints.received_at', 'settings.recurrence_days'
            ) }}, false
        ) as is_repeat,
        {{ seconds_between('complaints.first_received_at', 'complaints.received_at') }}
        >= settings.recurrence_days * 86400 as is_followed_back
    from complaints
    cross join settings
)

select * from final
