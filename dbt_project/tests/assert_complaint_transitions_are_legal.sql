-- Warns of steps that a complaint's state does not allow: a closure before the receipt, a step after the closure.
{{ config(severity='warn') }}

with

events as (
    select * from {{ ref('fct_complaint_event') }}
)

select
    source_id,
    illegal_transition,
    count(*) as n_steps,
    min(complaint_record_id) as first_complaint
from events
where illegal_transition is not null
group by source_id, illegal_transition
