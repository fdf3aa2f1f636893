with

matches as (
    select * from {{ ref('fct_text__match') }}
),

code_book as (
    select * from {{ ref('dim_code_book') }}
),

judged as (
    select
        matches.*,
        code_book.code_book_version,
        code_book.kind,
        code_book.code,
        code_book.weight,
        code_book.reach
    from matches
    inner join code_book on matches.code_book_row = code_book.code_book_row
    where code_book.kind <> 'theme'
),

phrases as (
    select *
    from judged
    where last_position > first_position
),

-- "No problem" is one phrase, not a denied problem: what lies within a longer match does not count.
longest as (
    select *
    from judged
    where not exists (
        select 1
        from phrases
        where
            judged.text_key = phrases.text_key
            and judged.clause = phrases.clause
            and judged.first_position >= phrases.first_position
            and judged.last_position <= phrases.last_position
            and judged.last_position - judged.first_position < phrases.last_position - phrases.first_position
    )
),

-- "No va rebre cap avís" denies once: a phrase that holds its own negation is not turned by a second one.
denying_phrases as (
    select distinct
        phrases.text_key,
        phrases.clause,
        phrases.first_position,
        phrases.last_position
    from phrases
    inner join judged
        on
            phrases.text_key = judged.text_key
            and phrases.clause = judged.clause
            and phrases.first_position <= judged.first_position
            and phrases.last_position >= judged.last_position
            and judged.kind = 'negation'
    where phrases.kind = 'sentiment'
),

-- Of what stands on the very same words (a stem and its word) the weightier counts, once.
counted as (
    select *
    from longest
    qualify
        row_number() over (
            partition by text_key, clause, first_position, last_position, kind
            order by weight desc, code_book_row asc
        ) = 1
),

final as (
    select
        counted.*,
        denying_phrases.text_key is not null as holds_negation
    from counted
    left join denying_phrases
        on
            counted.text_key = denying_phrases.text_key
            and counted.clause = denying_phrases.clause
            and counted.first_position = denying_phrases.first_position
            and counted.last_position = denying_phrases.last_position
)

select * from final
