{{ rebuilt_by_month() }}

with

checks as (
    select
        source_id || '|' || source_record_id as promise_check_key,
        {{ month_of('event_at') }} as month,
        segments
    from {{ ref('stg_promise_check') }}
),

touched as (
    select * from checks
    {{ where_month_is_touched() }}
),

final as (
    {{ segment_cuts('touched', 'promise_check_key') }}
)

select * from final
