{% set levels = ['expected', 'planned', 'delivered', 'perceived'] %}
{% set gaps = ['understanding', 'conformance', 'view', 'total'] %}
{% set margins = [] %}
{% for name in levels + gaps %}
    {% do margins.extend([name ~ '_se', name ~ '_ci_low', name ~ '_ci_high']) %}
{% endfor %}

with

gap_chain as (
    select * from {{ ref('mart_gap_chain') }}
),

disclosure as (
    select * from {{ ref('mart_disclosure__gap') }}
),

grid as (
    {{ survey_grid('gap_chain', ['characteristic_key']) }}
),

figures as (
    {{ figures_for_grid('gap_chain') }}
),

judged as (
    select
        grid.*,
        figures.* exclude (characteristic_key, cut, cut_value, period_type, period_start),
        coalesce(not disclosure.is_hidden and figures.n is not null, false) as is_shown
    from grid
    left join figures using (characteristic_key, cut, cut_value, period_type, period_start)
    left join disclosure using (characteristic_key, cut, cut_value, period_type, period_start)
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
        {{ shown(margins, has_margin()) }},
        {{ shown(['missing_level', 'delivered_source', 'n', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by characteristic_key, cut, cut_value, period_type, period_start
