with

units as (
    select
        source_id || '|' || source_record_id as sample_unit_key,
        {{ month_of('event_at') }} as month,
        segments
    from {{ ref('stg_sample_unit') }}
),

final as (
    {{ segment_cuts('units', 'sample_unit_key', has_overall=false) }}
)

select * from final
