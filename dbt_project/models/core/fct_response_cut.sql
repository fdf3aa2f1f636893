{{ rebuilt_by_month() }}

with

responses as (
    select
        source_id || '|' || source_record_id as response_key,
        {{ month_of('event_at') }} as month,
        segments
    from {{ ref('stg_survey_response') }}
),

touched as (
    select * from responses
    {{ where_month_is_touched() }}
),

final as (
    {{ segment_cuts('touched', 'response_key') }}
)

select * from final
