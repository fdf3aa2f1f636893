{% set measured = [
    'perceived_0_100', 'difference', 'ci_low', 'ci_high', 'ci_method', 'n', 'verdict', 'caveat'
] %}

with

expectation as (
    select * from {{ ref('mart_expectation') }}
),

disclosed as (
    {{ disclosed_answers() }}
),

hidden as (
    select distinct
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start
    from disclosed
    where is_hidden and aspect in ('perception', 'overall')
),

-- A level that customers stated is the register's; how it is met rests on the survey, and only that may be hidden.
judged as (
    select
        expectation.*,
        expectation.perceived_0_100 is null or hidden.cut is null as is_shown
    from expectation
    left join hidden using (characteristic_key, cut, cut_value, period_type, period_start)
),

final as (
    select
        {{ figure_id('expectation', ['expectation_key']) }},
        measure,
        expectation_key,
        expectation_id,
        source_id,
        kind,
        characteristic_key,
        cut,
        cut_value,
        level_0_100,
        importance_0_100,
        origin_method,
        origin_source_id,
        cast(first_learned_at as date) as first_learned_on,
        valid_from,
        valid_to,
        is_current,
        new_since,
        is_new,
        period_type,
        period_start,
        period_end,
        {{ shown(measured) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by expectation_id, source_id
