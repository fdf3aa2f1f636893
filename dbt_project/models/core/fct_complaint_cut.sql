with

complaints as (
    select
        source_id || '|' || source_record_id as complaint_key,
        {{ month_of('event_at') }} as month,
        segments
    from {{ ref('stg_complaint') }}
),

stated as (
    {{ explode_map('complaints', 'segments', 'cut', 'cut_value', keep=['complaint_key', 'month']) }}
),

declared as (
    select * from {{ ref('dim_segment') }}
),

final as (
    select
        complaint_key,
        month,
        'overall' as cut,
        'all' as cut_value
    from complaints
    union all
    select
        stated.complaint_key,
        stated.month,
        stated.cut,
        stated.cut_value
    from stated
    inner join declared
        on
            stated.cut = declared.cut
            and stated.cut_value = declared.cut_value
)

select * from final
