-- Warns of disputes and broken promises that name a complaint which no source has delivered.
{{ config(severity='warn') }}

with

referring as (
    select
        'dispute' as contract,
        source_id,
        complaint_reference
    from {{ ref('fct_dispute') }}
    where complaint_reference is not null
    union all
    select
        'promise_check' as contract,
        source_id,
        complaint_reference
    from {{ ref('fct_promise_check') }}
    where complaint_reference is not null
),

complaints as (
    select distinct source_record_id from {{ ref('fct_complaint') }}
)

select
    referring.contract,
    referring.source_id,
    referring.complaint_reference
from referring
left join complaints on referring.complaint_reference = complaints.source_record_id
where complaints.source_record_id is null
