with

letter as (
    select * from {{ ref('mart_letter') }}
),

judged as (
    select
        * replace ({{ published_caveat('caveat') }} as caveat),
        n >= {{ setting('minimum_n') }} as is_shown
    from letter
),

final as (
    select
        {{ figure_id('letter', [
            'characteristic_key', 'addressed_team', 'period_type', 'period_start'
        ]) }},
        measure,
        characteristic_key,
        addressed_team,
        period_type,
        period_start,
        period_end,
        {{ shown([
            'n_thanks', 'exposure', 'thanks_per_1000', 'estimate', 'n', 'caveat'
        ]) }},
        {{ shown(['ci_low', 'ci_high', 'ci_method', 'se'], has_margin()) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by characteristic_key, addressed_team, period_type, period_start
