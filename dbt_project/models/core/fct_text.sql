{{ rebuilt_by_month() }}

with

said as (
    select
        *,
        {{ month_of('event_at') }} as month,
        lower(split_part(replace(trim(language), '_', '-'), '-', 1)) as stated_language
    from {{ ref('fct_text__said') }}
),

sources as (
    select * from {{ ref('stg_source') }}
),

touched as (
    select
        said.*,
        coalesce(said.stated_language, '') = '' as is_language_detected,
        sources.method
    from said
    left join sources on said.source_id = sources.source_id
    {{ where_month_is_touched('said.month') }}
),

final as (
    select
        source_id || '|' || contract || '|' || source_record_id || '|' || field as text_key,
        source_id || '|' || contract || '|' || source_record_id as feedback_key,
        method,
        contract,
        source_id,
        source_record_id,
        field,
        event_at,
        month,
        coalesce(
            nullif(stated_language, ''),
            detect_language(case when is_language_detected then coalesce(text_original, text_normalised) end),
            'unknown'
        ) as language,
        is_language_detected,
        text_normalised,
        human_theme,
        human_sentiment,
        n_coders
    from touched
)

select * from final
