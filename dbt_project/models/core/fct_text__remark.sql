{{ config(materialized='view') }}

with

notes as (
    select * from {{ ref('stg_focus_group_note') }}
),

-- What several coders say of one remark is a code only where they say the same.
final as (
    select
        source_id,
        session || '|' || remark_id as source_record_id,
        min(event_at) as event_at,
        min(language) as language,
        min(verbatim_original) as text_original,
        min(verbatim_normalised) as text_normalised,
        case when count(distinct theme) = 1 then min(theme) end as human_theme,
        case when count(distinct sentiment) = 1 then min(sentiment) end as human_sentiment,
        count(distinct coder) as n_coders
    from notes
    group by source_id, session || '|' || remark_id
)

select * from final
