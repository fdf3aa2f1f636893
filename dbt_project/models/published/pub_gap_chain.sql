{% set levels = ['expected', 'planned', 'delivered', 'perceived'] %}
{% set gaps = ['understanding', 'conformance', 'view', 'total'] %}

with

gap_chain as (
    select * from {{ ref('mart_gap_chain') }}
),

grid as (
    {{ survey_grid('gap_chain', ['characteristic_key']) }}
),

judged as (
    select
        grid.*,
        gap_chain.* exclude (
            characteristic_key, cut, cut_value, period_type, period_start, period_end, wave, caveat, suppress_reason,
            definition_version, input_hash
        ),
        {{ published_caveat('gap_chain.caveat') }} as caveat,
        coalesce(gap_chain.n >= {{ setting('minimum_n') }}, false) as is_shown
    from grid
    left join gap_chain using (characteristic_key, cut, cut_value, period_type, period_start)
),

final as (
    select
        {{ figure_id('gap_chain', ['characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start']) }},
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        wave,
        {{ shown(levels + gaps) }},
        {%- for name in levels + gaps %}
        {{ shown([name ~ '_se', name ~ '_ci_low', name ~ '_ci_high'], has_margin()) }},
        {%- endfor %}
        {{ shown(['missing_level', 'n', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by characteristic_key, cut, cut_value, period_type, period_start
