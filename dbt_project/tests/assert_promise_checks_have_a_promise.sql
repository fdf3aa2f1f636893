-- Warns of occasions on which a promise was checked that no version of the code of conduct holds on that day.
{{ config(severity='warn') }}

with

checks as (
    select
        *,
        cast(checked_at as date) as checked_on
    from {{ ref('fct_promise_check') }}
),

promises as (
    select * from {{ ref('dim_promise') }}
)

select
    checks.source_id,
    checks.promise_key,
    count(*) as n_checks
from checks
left join promises
    on
        checks.promise_key = promises.promise_key
        and checks.checked_on >= promises.valid_from
        and checks.checked_on <= coalesce(promises.valid_to, checks.checked_on)
where promises.promise_key is null
group by checks.source_id, checks.promise_key
