with

texts as (
    select * from {{ ref('fct_text') }}
),

code_book as (
    select * from {{ ref('fct_text__theme') }}
),

predicted as (
    select * from {{ ref('fct_text__model') }}
),

refused as (
    {{ refused_code_book('theme') }}
),

codes as (
    select
        text_key,
        'human' as coder_kind,
        1 as precedence,
        'profile' as theme_vocabulary,
        human_theme as theme_key,
        true as is_main,
        cast(null as decimal(18, 2)) as weight,
        cast(null as double) as probability,
        cast(null as integer) as code_book_version,
        cast(null as varchar) as code_book_rows
    from texts
    where human_theme is not null
    union all
    select
        text_key,
        'model' as coder_kind,
        2 as precedence,
        'profile' as theme_vocabulary,
        code as theme_key,
        true as is_main,
        cast(null as decimal(18, 2)) as weight,
        probability,
        cast(null as integer) as code_book_version,
        cast(null as varchar) as code_book_rows
    from predicted
    where kind = 'theme'
    union all
    select
        text_key,
        'code_book' as coder_kind,
        3 as precedence,
        'code_book' as theme_vocabulary,
        theme_key,
        is_main,
        weight,
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
        codes.theme_vocabulary,
        codes.theme_key,
        codes.is_main,
        {{ is_used_code() }} as is_used,
        codes.weight,
        codes.probability,
        codes.code_book_version,
        codes.code_book_rows
    from codes
    inner join texts on codes.text_key = texts.text_key
    left join refused on texts.source_id = refused.source_id and texts.language = refused.language
)

select * from final
