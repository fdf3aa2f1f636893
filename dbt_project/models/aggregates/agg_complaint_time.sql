-- depends_on: {{ ref('fct_complaint__fingerprint') }}
{{ rebuilt_where_changed() }}

with

times as (
    select * from {{ ref('fct_complaint_time') }}
    {{ where_month_is_missing() }}
),

-- The cause is a cut of its own here: how long a case takes depends on what it is about.
cuts as (
    {{ complaint_cuts_with_cause() }}
),

-- Without a business calendar there is calendar time only.
clocked as (
    select
        *,
        'calendar' as clock,
        calendar_seconds as seconds
    from times
    union all
    select
        *,
        'business' as clock,
        business_seconds as seconds
    from times
    where exists (select 1 from {{ ref('dim_business_day') }})
),

-- What is done counts in whole hours begun. What is open has no duration here: since when it has been open is kept, and
-- the marts say how long that is at the cut-off. So a later cut-off changes no month to which nothing was added.
final as (
    select
        clocked.month,
        clocked.step,
        clocked.clock,
        cuts.cut,
        cuts.cut_value,
        clocked.ending,
        cast(ceil(clocked.seconds / 3600.0) as integer) as hours,
        case when clocked.ending = 'open' then clocked.received_at end as open_since,
        clocked.fingerprint,
        count(*) as n
    from clocked
    inner join cuts on clocked.complaint_key = cuts.complaint_key
    group by all
)

select * from final
