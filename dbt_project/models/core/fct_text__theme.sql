with

matches as (
    select * from {{ ref('fct_text__match') }}
),

code_book as (
    select * from {{ ref('dim_code_book') }}
),

themes as (
    select * from {{ ref('seed_code_book_theme') }}
),

-- A word that is repeated does not make a theme weightier: each row of the code book counts once per text.
matched_rows as (
    select distinct
        matches.text_key,
        matches.month,
        code_book.code_book_version,
        code_book.code_book_row,
        code_book.code,
        code_book.weight
    from matches
    inner join code_book on matches.code_book_row = code_book.code_book_row
    where code_book.kind = 'theme'
),

weighed as (
    select
        text_key,
        month,
        code as theme_key,
        sum(weight) as weight,
        code_book_version,
        string_agg(code_book_row, ' ' order by code_book_row asc) as code_book_rows
    from matched_rows
    group by text_key, month, code, code_book_version
),

final as (
    select
        weighed.*,
        row_number() over (
            partition by weighed.text_key
            order by weighed.weight desc, themes.position asc nulls last
        ) = 1 as is_main
    from weighed
    left join themes on weighed.theme_key = themes.code_book_theme_key
)

select * from final
