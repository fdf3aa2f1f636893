with

texts as (
    select * from {{ ref('fct_text') }}
),

themes as (
    select * from {{ ref('fct_text_code') }}
    where is_used
),

sentiments as (
    select * from {{ ref('fct_text_sentiment') }}
    where is_used
),

final as (
    select
        texts.month,
        texts.method,
        texts.source_id,
        texts.language,
        coalesce(themes.theme_vocabulary, 'none') as theme_vocabulary,
        coalesce(themes.theme_key, 'not_classified') as theme_key,
        coalesce(sentiments.sentiment, 'not_classified') as sentiment,
        count(*) as n_texts,
        count(*) filter (where coalesce(themes.is_main, true)) as n_texts_main,
        count(*) filter (where themes.coder_kind = 'human') as n_human,
        count(*) filter (where themes.coder_kind = 'model') as n_model,
        count(*) filter (where themes.coder_kind = 'code_book') as n_code_book
    from texts
    left join themes on texts.text_key = themes.text_key
    left join sentiments on texts.text_key = sentiments.text_key
    group by all
)

select * from final
