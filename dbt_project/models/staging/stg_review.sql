with

landed as (
    select * from {{ source('landing', 'review') }}
),

current_rows as (
    {{ current_rows('review', from='landed') }}
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
        verbatim_original,
        verbatim_normalised,
        characteristic_key,
        theme,
        sentiment,
        coder,
        customer_key,
        platform,
        site,
        rating,
        rating_min,
        rating_max,
        title_original,
        title_normalised,
        is_verified,
        replied_at,
        edited_at,
        is_deleted,
        segments
    from current_rows
)

select * from renamed
