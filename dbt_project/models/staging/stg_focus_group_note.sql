with

landed as (
    select * from {{ source('landing', 'focus_group_note') }}
),

current_rows as (
    {{ current_rows('focus_group_note', from='landed') }}
),

renamed as (
    select
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at,
        timezone,
        language,
        unparsed,
        session,
        remark_id,
        moderator,
        guide_topic,
        participant_role,
        characteristic_key,
        theme,
        sentiment,
        coder,
        verbatim_original,
        verbatim_normalised
    from current_rows
)

select * from renamed
