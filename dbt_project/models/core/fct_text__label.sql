with

texts as (
    select * from {{ ref('fct_text') }}
    where month <= {{ setting('as_of') }}
),

coded as (
    select
        text_key,
        source_id,
        language,
        text_normalised,
        'theme' as kind,
        human_theme as human_code
    from texts
    where human_theme is not null
    union all
    select
        text_key,
        source_id,
        language,
        text_normalised,
        'sentiment' as kind,
        human_sentiment as human_code
    from texts
    where human_sentiment is not null
),

-- The same words said twice are one example: else a model would be examined on what it has learnt by heart.
final as (
    select
        kind,
        source_id,
        language,
        min(text_key) as text_key,
        text_normalised,
        min(human_code) as human_code,
        count(*) as n_texts
    from coded
    group by kind, source_id, language, text_normalised
    having count(distinct human_code) = 1
)

select * from final
