with

written as (
    select * from {{ ref('pub_cannot_say__text') }}
),

final as (
    select
        cast(position as integer) as position,
        sentence_id as kind,
        language,
        text
    from written
)

select * from final
order by position, language
