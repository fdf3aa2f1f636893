with

notes as (
    select * from {{ ref('stg_focus_group_note') }}
),

final as (
    select
        source_id || '|' || source_record_id as focus_group_note_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        session,
        remark_id,
        moderator,
        guide_topic,
        participant_role,
        characteristic_key,
        theme,
        sentiment,
        coder,
        event_at,
        {{ month_of('event_at') }} as month,
        verbatim_original,
        verbatim_normalised
    from notes
)

select * from final
