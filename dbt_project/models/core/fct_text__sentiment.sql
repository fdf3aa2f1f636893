with

polarities as (
    select * from {{ ref('fct_text__polarity') }}
),

summed as (
    select
        text_key,
        month,
        code_book_version,
        coalesce(sum(polarity) filter (where polarity > 0), 0) as positive_sum,
        coalesce(-sum(polarity) filter (where polarity < 0), 0) as negative_sum,
        string_agg(code_book_rows, ' ' order by clause asc, first_position asc) as code_book_rows
    from polarities
    group by text_key, month, code_book_version
),

-- Both sides are reported as mixed where the weaker has at least half the weight of the stronger.
final as (
    select
        text_key,
        month,
        case
            when 2 * least(positive_sum, negative_sum) >= greatest(positive_sum, negative_sum) then 'mixed'
            when positive_sum > negative_sum then 'positive'
            else 'negative'
        end as sentiment,
        positive_sum,
        negative_sum,
        code_book_version,
        code_book_rows
    from summed
)

select * from final
