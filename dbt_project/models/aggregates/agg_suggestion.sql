{{ rebuilt_by_month() }}

with

suggestions as (
    select * from {{ ref('fct_suggestion') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        month,
        source_id,
        coalesce(kind, 'not_stated') as kind,
        characteristic_key,
        coalesce(theme, 'not_classified') as theme_key,
        count(*) as n_suggestions
    from suggestions
    group by
        month,
        source_id,
        coalesce(kind, 'not_stated'),
        characteristic_key,
        coalesce(theme, 'not_classified')
)

select * from final
