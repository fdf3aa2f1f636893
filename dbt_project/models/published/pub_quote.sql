{% set cell = ['theme_vocabulary', 'theme_key', 'characteristic_key', 'language'] %}

with

quotes as (
    select * from {{ ref('mart_theme__quote') }}
),

themes as (
    select * from {{ ref('pub_theme') }}
    where period_type = 'last_12_months' and method = 'all' and language <> 'all'
),

-- The only table of `published` that holds words. They come with what readers see beside them and nothing else: no
-- record, no person, no day; and only where the theme's count is shown.
final as (
    select
        {{ cell | join(',\n        ') }},
        quotes.position,
        quotes.method,
        quotes.month,
        quotes.quote,
        quotes.n_persons,
        themes.figure_id as theme_figure_id,
        {{ provenance() }}
    from quotes
    inner join themes using ({{ cell | join(', ') }})
    where themes.suppress_reason is null
)

select * from final
order by {{ cell | join(', ') }}, position
