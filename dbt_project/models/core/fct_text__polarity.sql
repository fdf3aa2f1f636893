with

signs as (
    select * from {{ ref('fct_text__sign') }}
),

modifiers as (
    select *
    from signs
    where kind <> 'sentiment'
),

modified as (
    select
        word.text_key,
        word.clause,
        word.first_position,
        word.last_position,
        max(near.weight) filter (where near.kind = 'intensifier') as intensity,
        bool_or(near.kind = 'negation') as is_negated,
        string_agg(near.code_book_row, ' ' order by near.first_position asc, near.code_book_row asc) as near_rows
    from signs as word
    inner join modifiers as near on word.text_key = near.text_key and word.clause = near.clause
    where
        word.kind = 'sentiment'
        and (
            (near.reach > 0 and word.first_position - near.last_position between 1 and near.reach)
            or (near.reach < 0 and near.first_position - word.last_position between 1 and -near.reach)
        )
    group by word.text_key, word.clause, word.first_position, word.last_position
),

final as (
    select
        word.text_key,
        word.month,
        word.code_book_version,
        word.clause,
        word.first_position,
        cast(
            word.weight
            * case when word.code = 'positive' then 1 else -1 end
            * coalesce(modified.intensity, 1)
            * case when modified.is_negated and not word.holds_negation then -1 else 1 end
            as decimal(9, 4)
        ) as polarity,
        word.code_book_row || coalesce(' ' || modified.near_rows, '') as code_book_rows
    from signs as word
    left join modified
        on
            word.text_key = modified.text_key
            and word.clause = modified.clause
            and word.first_position = modified.first_position
            and word.last_position = modified.last_position
    where word.kind = 'sentiment'
)

select * from final
