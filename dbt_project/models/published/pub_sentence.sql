with

written as (
    select * from {{ ref('pub_sentence__text') }}
    where part = 'finding'
),

final as (
    select
        sentence_id,
        cast(position as integer) as position,
        language,
        text,
        figure_ids
    from written
)

select * from final
order by sentence_id, position, language
