with

complaints as (
    select * from {{ ref('fct_complaint') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- What is not known at the cut-off has not happened; a later cut-off changes the months that it adds steps to.
events as (
    select
        complaints.month,
        events.complaint_key,
        events.event_type,
        events.event_at,
        events.source_row
    from {{ ref('fct_complaint_event') }} as events
    inner join complaints on events.complaint_key = complaints.complaint_key
    inner join settings on events.month <= settings.as_of
),

cuts as (
    select * from {{ ref('fct_complaint_cut') }}
),

parts as (
    select
        month,
        {{ row_digest(['complaint_key', 'received_at', 'cause_key', 'severity']) }} as digest
    from complaints
    union all
    select
        month,
        {{ row_digest(['complaint_key', 'event_type', 'event_at', 'source_row']) }} as digest
    from events
    union all
    select
        month,
        {{ row_digest(['complaint_key', 'cut', 'cut_value']) }} as digest
    from cuts
),

-- A new calendar or promise changes every month, and so does a new kind of cell.
declared as (
    select {{ row_digest(["'zone'", 'timezone']) }} as digest from {{ ref('dim_complaint_setting') }}
    union all
    select {{ row_digest(['weekday', 'opens_minute', 'closes_minute', 'reopens_minute', 'recloses_minute']) }} as digest
    from {{ ref('stg_business_hours') }}
    union all
    select {{ row_digest(["'holiday'", 'holiday']) }} as digest from {{ ref('stg_holiday') }}
    union all
    select {{ row_digest(['step', 'severity', 'clock', 'limit_unit', 'limit_number']) }} as digest
    from {{ ref('stg_service_level') }}
    union all
    select {{ row_digest(["'cells'", "'cause'"]) }} as digest
),

rules as (
    select cast(sum(digest) as varchar) as digest_sum
    from declared
),

final as (
    select
        parts.month,
        cast(sum(parts.digest) as varchar) || '|' || max(rules.digest_sum) as fingerprint
    from parts
    cross join rules
    group by parts.month
)

select * from final
