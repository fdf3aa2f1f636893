with

code_book as (
    select * from {{ ref('dim_code_book') }}
),

-- A Persian compound is written with a zero-width non-joiner, with a blank, or as one word: each is a spelling.
spellings as (
    select
        code_book_row,
        {{ fold_text('pattern', keep='*') }} as spelling
    from code_book
    union
    select
        code_book_row,
        {{ fold_text("replace(pattern, chr(8204), '')", keep='*') }} as spelling
    from code_book
),

words as (
    select
        code_book_row,
        spelling,
        unnest(string_split(spelling, ' ')) as word,
        generate_subscripts(string_split(spelling, ' '), 1) as word_position,
        len(string_split(spelling, ' ')) as n_words
    from spellings
),

final as (
    select
        words.code_book_row,
        words.spelling,
        words.word_position,
        words.n_words,
        replace(words.word, '*', '') as word,
        ends_with(words.word, '*') as is_stem,
        code_book.language,
        code_book.used_from,
        code_book.used_before
    from words
    inner join code_book on words.code_book_row = code_book.code_book_row
)

select * from final
