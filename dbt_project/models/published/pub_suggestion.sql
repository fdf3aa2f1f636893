with

suggestion as (
    select * from {{ ref('mart_suggestion') }}
),

judged as (
    select
        * replace ({{ published_caveat('caveat') }} as caveat),
        n >= {{ setting('minimum_n') }} as is_shown
    from suggestion
),

final as (
    select
        {{ figure_id('suggestion', [
            'kind', 'characteristic_key', 'theme_key', 'period_type', 'period_start'
        ]) }},
        measure,
        kind,
        characteristic_key,
        theme_key,
        period_type,
        period_start,
        period_end,
        {{ shown([
            'n_suggestions', 'n_total', 'estimate', 'n', 'caveat'
        ]) }},
        {{ shown(['ci_low', 'ci_high', 'ci_method', 'se'], has_margin()) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by kind, characteristic_key, theme_key, period_type, period_start
