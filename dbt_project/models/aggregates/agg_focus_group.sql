{{ rebuilt_by_month() }}

with

notes as (
    select * from {{ ref('fct_focus_group_note') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        month,
        source_id,
        session,
        coalesce(characteristic_key, 'not_classified') as characteristic_key,
        theme,
        coalesce(sentiment, 'not_classified') as sentiment,
        coder,
        count(*) as n
    from notes
    group by
        month,
        source_id,
        session,
        coalesce(characteristic_key, 'not_classified'),
        theme,
        coalesce(sentiment, 'not_classified'),
        coder
)

select * from final
