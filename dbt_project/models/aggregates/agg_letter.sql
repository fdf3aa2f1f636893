{{ rebuilt_by_month() }}

with

letters as (
    select * from {{ ref('fct_letter') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        month,
        source_id,
        characteristic_key,
        coalesce(addressed_team, 'not_stated') as addressed_team,
        count(*) as n_thanks
    from letters
    group by month, source_id, characteristic_key, coalesce(addressed_team, 'not_stated')
)

select * from final
