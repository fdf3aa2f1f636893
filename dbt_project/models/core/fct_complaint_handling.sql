with

complaints as (
    select * from {{ ref('fct_complaint') }}
),

rounds as (
    select * from {{ ref('fct_complaint_handling__round') }}
),

repeats as (
    select * from {{ ref('fct_complaint_handling__repeat') }}
),

outcomes as (
    select * from {{ ref('fct_complaint_handling__outcome') }}
),

urgent as (
    select distinct impact from {{ ref('stg_urgent_impact') }}
),

settings as (
    select * from {{ ref('dim_complaint_setting') }}
),

judged as (
    select
        complaints.*,
        settings.*,
        rounds.first_closed_at,
        rounds.is_reopened,
        rounds.is_settled_at_first,
        rounds.is_escalated,
        repeats.is_repeat,
        repeats.is_followed_back,
        outcomes.is_disputed,
        outcomes.is_improved,
        {{ local_day_of('complaints.received_at', 'settings.timezone') }} as received_on,
        coalesce(complaints.safety_implication, false)
        or coalesce(complaints.immediate_action_needed, false)
        or urgent.impact is not null as is_urgent,
        coalesce(not complaints.safety_implication and not complaints.immediate_action_needed, false) as is_not_urgent,
        complaints.severity is not null
        and (
            complaints.safety_implication is not null
            or complaints.immediate_action_needed is not null
            or complaints.impact is not null
        ) as has_priority
    from complaints
    cross join settings
    left join rounds on complaints.complaint_key = rounds.complaint_key
    left join repeats on complaints.complaint_key = repeats.complaint_key
    left join outcomes on complaints.complaint_key = outcomes.complaint_key
    left join urgent on complaints.impact = urgent.impact
),

-- Null where the complaint cannot be judged; `*_counts_on` is the day from which it has been followed long enough.
final as (
    select
        complaint_key,
        month,
        received_on,
        cause_key,
        first_closed_at,
        {{ add_days(local_day_of('first_closed_at', 'timezone'), 'follow_up_days') }} as closure_counts_on,
        is_reopened,
        is_settled_at_first and not is_reopened as is_resolved_at_first_contact,
        coalesce(is_escalated, false) as is_escalated,
        {{ add_days('received_on', 'outcome_days') }} as outcome_counts_on,
        coalesce(is_disputed, false) as is_disputed,
        case when cause_key not in ('other', 'not_classified') then coalesce(is_improved, false) end as is_improved,
        case when is_followed_back then is_repeat end as is_repeat,
        case
            when has_priority and is_urgent then severity <> 'high'
            when has_priority then is_not_urgent and severity = 'high'
        end as is_wrong_priority,
        handling_score_complainant,
        handling_score_organisation
    from judged
)

select * from final
