{#- Words stand beside the theme they are most about, and what a model must at least believe before they do. -#}
{% set certain = 0.5 %}

with

texts as (
    select * from {{ ref('fct_text') }}
    where
        month <= {{ setting('as_of') }}
        and method in ('survey', 'complaints', 'suggestion_box', 'letters', 'reviews')
),

feedback as (
    select * from {{ ref('fct_feedback') }}
),

codes as (
    select * from {{ ref('fct_text_code') }}
    where is_used
),

sentiments as (
    select * from {{ ref('fct_text_sentiment') }}
    where is_used
),

-- A person who signed twice is one; what nobody signed is taken for somebody's own.
said as (
    select
        texts.*,
        coalesce(codes.theme_vocabulary, 'none') as theme_vocabulary,
        coalesce(codes.theme_key, 'not_classified') as theme_key,
        coalesce(codes.coder_kind, 'none') as coder_kind,
        coalesce(codes.is_main and (codes.coder_kind <> 'model' or codes.probability >= {{ certain }}), false)
            as is_certain,
        coalesce(sentiments.sentiment, 'not_classified') as sentiment,
        nullif(nullif(feedback.characteristic_key, 'not_classified'), 'overall') as stated_characteristic_key,
        coalesce(feedback.customer_key, texts.feedback_key) as person_key
    from texts
    left join feedback on texts.feedback_key = feedback.feedback_key
    left join codes on texts.text_key = codes.text_key
    left join sentiments on texts.text_key = sentiments.text_key
),

stated as (
    select
        theme_key,
        stated_characteristic_key,
        count(*) as n
    from said
    where coder_kind = 'human' and stated_characteristic_key is not null
    group by theme_key, stated_characteristic_key
),

-- Where a source does not say what a text is about, it is what people most often said of the same theme.
usual as (
    select
        theme_key,
        arg_max(stated_characteristic_key, (n, stated_characteristic_key)) as characteristic_key
    from stated
    group by theme_key
),

final as (
    select
        said.text_key,
        said.feedback_key,
        said.contract,
        said.method,
        said.source_id,
        said.language,
        said.month,
        said.event_at,
        said.text_normalised,
        said.theme_vocabulary,
        said.theme_key,
        said.coder_kind,
        said.is_certain,
        said.sentiment,
        said.person_key,
        coalesce(
            said.stated_characteristic_key,
            case when said.theme_vocabulary = 'profile' then usual.characteristic_key end,
            'not_classified'
        ) as characteristic_key
    from said
    left join usual on said.theme_key = usual.theme_key
)

select * from final
