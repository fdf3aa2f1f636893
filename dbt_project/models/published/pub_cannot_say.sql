with

written as (
    select * from {{ ref('pub_sentence__text') }}
    where part = 'limit'
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
