with

texts as (
    select * from {{ ref('fct_text') }}
),

code_book as (
    select * from {{ ref('fct_text__sentiment') }}
),

predicted as (
    select * from {{ ref('fct_text__model') }}
),

refused as (
    {{ refused_code_book('sentiment') }}
),

codes as (
    select
        text_key,
        'human' as coder_kind,
        1 as precedence,
        human_sentiment as sentiment,
        cast(null as decimal(18, 4)) as positive_sum,
        cast(null as decimal(18, 4)) as negative_sum,
        cast(null as double) as probability,
        cast(null as integer) as code_book_version,
        cast(null as varchar) as code_book_rows
    from texts
    where human_sentiment is not null
    union all
    select
        text_key,
        'model' as coder_kind,
        2 as precedence,
        code as sentiment,
        cast(null as decimal(18, 4)) as positive_sum,
        cast(null as decimal(18, 4)) as negative_sum,
        probability,
        cast(null as integer) as code_book_version,
        cast(null as varchar) as code_book_rows
    from predicted
    where kind = 'sentiment'
    union all
    select
        text_key,
        'code_book' as coder_kind,
        3 as precedence,
        sentiment,
        positive_sum,
        negative_sum,
        cast(null as double) as probability,
        code_book_version,
        code_book_rows
    from code_book
),

final as (
    select
        codes.text_key,
        texts.month,
        codes.coder_kind,
        codes.sentiment,
        {{ is_used_code() }} as is_used,
        codes.positive_sum,
        codes.negative_sum,
        codes.probability,
        codes.code_book_version,
        codes.code_book_rows
    from codes
    inner join texts on codes.text_key = texts.text_key
    left join refused on texts.source_id = refused.source_id and texts.language = refused.language
)

select * from final
