with

labels as (
    select * from {{ ref('fct_text__label') }}
),

held_back as (
    select * from {{ ref('fct_text__held_back') }}
),

themes as (
    select * from {{ ref('fct_text__theme') }}
),

sentiments as (
    select * from {{ ref('fct_text__sentiment') }}
),

counterparts as (
    select * from {{ ref('dim_code_book_theme') }}
),

-- Texts without a match count as "not classified", a disagreement: silence must not look like agreement. Themes of the
-- profile that have no counterpart in the code book cannot be compared and are left out.
code_book as (
    select
        labels.kind,
        labels.source_id,
        labels.language,
        labels.text_key,
        counterparts.code_book_theme_key as human_code,
        coalesce(themes.theme_key, 'not_classified') as other_code
    from labels
    inner join counterparts on labels.human_code = counterparts.theme_key
    left join themes on labels.text_key = themes.text_key and themes.is_main
    where labels.kind = 'theme'
    union all
    select
        labels.kind,
        labels.source_id,
        labels.language,
        labels.text_key,
        labels.human_code,
        coalesce(sentiments.sentiment, 'not_classified') as other_code
    from labels
    left join sentiments on labels.text_key = sentiments.text_key
    where labels.kind = 'sentiment'
),

final as (
    select
        'code_book' as coder_kind,
        *
    from code_book
    where language in (select dim_code_book.language from {{ ref('dim_code_book') }})
    union all
    select
        'model' as coder_kind,
        kind,
        scope_source_id as source_id,
        language,
        text_key,
        human_code,
        model_code as other_code
    from held_back
)

select * from final
