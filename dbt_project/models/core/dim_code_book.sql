with

code_book as (
    select * from {{ ref('seed_code_book') }}
),

versions as (
    select
        code_book_version,
        min(valid_from) as valid_from
    from code_book
    group by code_book_version
),

-- The first version also codes what was said before it, and each version until the next one begins.
spans as (
    select
        code_book_version,
        case
            when row_number() over (order by valid_from asc) = 1 then date '0001-01-01'
            else valid_from
        end as used_from,
        coalesce(lead(valid_from) over (order by valid_from asc), date '9999-12-31') as used_before
    from versions
),

final as (
    select
        code_book.code_book_row,
        code_book.code_book_version,
        code_book.language,
        code_book.kind,
        code_book.code,
        code_book.pattern,
        code_book.weight,
        code_book.reach,
        spans.used_from,
        spans.used_before,
        code_book.note
    from code_book
    inner join spans on code_book.code_book_version = spans.code_book_version
)

select * from final
