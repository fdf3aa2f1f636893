with

code_book_themes as (
    select * from {{ ref('seed_code_book_theme') }}
),

declared as (
    select * from {{ ref('stg_code_book_theme') }}
),

profile_themes as (
    select * from {{ ref('stg_theme') }}
),

-- A theme of the profile is the code book's theme that the profile names, else the one of the same key, else none.
final as (
    select
        profile_themes.theme_key,
        coalesce(declared.code_book_theme_key, code_book_themes.code_book_theme_key) as code_book_theme_key
    from profile_themes
    left join declared on profile_themes.theme_key = declared.theme_key
    left join code_book_themes on profile_themes.theme_key = code_book_themes.code_book_theme_key
    where coalesce(declared.code_book_theme_key, code_book_themes.code_book_theme_key) is not null
)

select * from final
