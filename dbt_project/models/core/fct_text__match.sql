{{ rebuilt_by_month() }}

with

texts as (
    select
        text_key,
        month,
        language,
        string_split({{ fold_text('text_normalised') }}, '|') as clauses
    from {{ ref('fct_text') }}
    {{ where_month_is_touched() }}
),

patterns as (
    select * from {{ ref('dim_code_book__word') }}
),

clauses as (
    select
        text_key,
        month,
        language,
        generate_subscripts(clauses, 1) as clause,
        string_split(trim(unnest(clauses)), ' ') as words
    from texts
),

tokens as (
    select
        text_key,
        month,
        language,
        clause,
        generate_subscripts(words, 1) as position,
        unnest(words) as token
    from clauses
),

vocabulary as (
    select distinct
        language,
        token
    from tokens
),

-- Each distinct word meets the code book once, however often it was written. Patterns are compared, never run.
known_words as (
    select
        vocabulary.language,
        vocabulary.token,
        patterns.*
    from vocabulary
    inner join patterns
        on
            vocabulary.language = patterns.language
            and left(vocabulary.token, 2) = left(patterns.word, 2)
            and (
                vocabulary.token = patterns.word
                or (patterns.is_stem and starts_with(vocabulary.token, patterns.word))
            )
),

-- A pattern is found where all its words stand side by side in one clause.
final as (
    select
        tokens.text_key,
        tokens.month,
        tokens.clause,
        known_words.code_book_row,
        tokens.position - known_words.word_position + 1 as first_position,
        tokens.position - known_words.word_position + known_words.n_words as last_position
    from tokens
    inner join known_words
        on
            tokens.language = known_words.language
            and tokens.token = known_words.token
            and tokens.month >= known_words.used_from
            and tokens.month < known_words.used_before
    group by all
    having count(*) = max(known_words.n_words)
)

select * from final
