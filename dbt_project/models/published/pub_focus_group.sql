with

focus_group as (
    select * from {{ ref('mart_focus_group') }}
),

final as (
    select
        {{ figure_id('focus_group', ['theme_key', 'characteristic_key']) }},
        focus_group.*
    from focus_group
)

select * from final
order by theme_key, characteristic_key
