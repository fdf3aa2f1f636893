with

registered as (
    select * from {{ ref('stg_sample_unit') }}
),

final as (
    select
        source_id || '|' || source_record_id as sample_unit_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at as last_attempt_at,
        {{ month_of('event_at') }} as month,
        customer_key,
        survey_source_id,
        wave,
        stratum,
        psu,
        base_weight,
        disposition,
        case
            when disposition like '1.1%' then 'complete'
            when disposition like '1.2%' then 'partial'
            when disposition like '2.1%' then 'refusal'
            when disposition like '2.2%' then 'non_contact'
            when disposition like '2.%' then 'other_non_interview'
            when disposition like '3.%' then 'unknown_eligibility'
            when disposition like '4.%' then 'not_eligible'
        end as disposition_group,
        attempts
    from registered
)

select * from final
