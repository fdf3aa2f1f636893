{%- set cell = ['theme_vocabulary', 'theme_key', 'characteristic_key', 'method', 'language'] -%}
{%- set key = cell + ['period_type', 'period_start'] -%}
{%- set has_previous = '(is_shown and previous_n_persons >= ' ~ setting('minimum_n') ~ ')' -%}
with

theme as (
    select * from {{ ref('mart_theme') }}
),

-- What hardly anybody spoke of is not told; a theme that came or went is told by the year in which enough people did.
judged as (
    select
        * replace ({{ published_caveat('caveat') }} as caveat),
        n_persons >= {{ setting('minimum_n') }} as is_shown
    from theme
),

final as (
    select
        {{ figure_id('theme', key) }},
        measure,
        {{ key | join(',\n        ') }},
        period_end,
        {{ shown([
            'n', 'n_persons', 'n_positive', 'n_negative', 'n_mixed', 'n_neutral', 'n_not_classified', 'n_human', 'n_model',
            'n_code_book', 'n_total', 'share'
        ]) }},
        {{ shown(['previous_n', 'previous_n_total'], has_previous) }},
        {{ shown(['p_value', 'p_adjusted', 'verdict', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by {{ key | join(', ') }}
