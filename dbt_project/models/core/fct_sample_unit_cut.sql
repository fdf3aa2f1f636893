with

units as (
    select
        source_id || '|' || source_record_id as sample_unit_key,
        {{ month_of('event_at') }} as month,
        segments
    from {{ ref('stg_sample_unit') }}
),

stated as (
    {{ explode_map('units', 'segments', 'cut', 'cut_value', keep=['sample_unit_key', 'month']) }}
),

declared as (
    select * from {{ ref('dim_segment') }}
),

final as (
    select
        stated.sample_unit_key,
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
