with

complaints as (
    select
        source_id || '|' || source_record_id as complaint_key,
        {{ month_of('event_at') }} as month,
        segments
    from {{ ref('stg_complaint') }}
),

final as (
    {{ segment_cuts('complaints', 'complaint_key') }}
)

select * from final
