{{ rebuilt_where_changed() }}

with

complaints as (
    select * from {{ ref('fct_complaint') }}
    {{ where_month_is_missing() }}
),

fingerprints as (
    select * from {{ ref('fct_complaint__fingerprint') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

events as (
    select events.*
    from {{ ref('fct_complaint_event') }} as events
    inner join settings on events.month <= settings.as_of
    where events.event_type in ('received', 'closed', 'reopened', 'withdrawn', 'escalated')
),

-- At equal times the source's later row is the later step.
last_step as (
    select
        complaint_key,
        event_type
    from events
    qualify row_number() over (partition by complaint_key order by event_at desc, source_row desc) = 1
),

final as (
    select
        complaints.month,
        complaints.cause_key,
        case
            when last_step.event_type in ('closed', 'withdrawn') then last_step.event_type
            when last_step.event_type in ('reopened', 'escalated') then last_step.event_type
            else 'open'
        end as state,
        fingerprints.fingerprint,
        count(*) as n_complaints
    from complaints
    inner join fingerprints on complaints.month = fingerprints.month
    left join last_step on complaints.complaint_key = last_step.complaint_key
    group by all
)

select * from final
