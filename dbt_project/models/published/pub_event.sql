with

event as (
    select * from {{ ref('stg_event') }}
)

select * from event
order by event_date, event_number
