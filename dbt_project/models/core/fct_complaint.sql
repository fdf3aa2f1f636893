with

complaints as (
    select * from {{ ref('stg_complaint') }}
),

final as (
    select
        source_id || '|' || source_record_id as complaint_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        customer_key,
        event_at as received_at,
        {{ month_of('event_at') }} as month,
        occurred_at,
        medium,
        problem,
        product,
        coalesce(cause_key, 'not_classified') as cause_key,
        coalesce(characteristic_key, 'not_classified') as characteristic_key,
        remedy_sought,
        severity,
        safety_implication,
        complexity,
        impact,
        immediate_action_needed,
        handling_score_complainant,
        handling_score_organisation
    from complaints
)

select * from final
