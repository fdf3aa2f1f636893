{% set cell = 'subject, aspect, characteristic_key, cut, cut_value, period_type, period_start' %}

with

cells as (
    select * from {{ ref('mart_disclosure__cell') }}
),

hidden as (
    select * from {{ ref('mart_disclosure__hidden') }}
),

gap_totals as (
    select * from {{ ref('mart_disclosure__gap_total') }}
),

judged as (
    select
        {{ cell }},
        cells.period_end,
        cells.scale,
        cells.n,
        cells.n_asked,
        cells.is_small,
        cells.n = 0 or cells.is_small or not cells.is_published or hidden.cut is not null as is_hidden,
        coalesce(cast(hidden.is_exposed as boolean), false) as is_exposed
    from cells
    left join hidden using ({{ cell }})

    union all

    select
        *,
        false as is_exposed
    from gap_totals
),

-- How many did not answer tells, with the number of interviews, how many did: nothing is said of it in a series with a
-- hidden cell.
final as (
    select
        {{ cell }},
        period_end,
        scale,
        n,
        n_asked,
        is_small,
        is_hidden,
        is_exposed,
        not bool_or(is_hidden) over (partition by subject, aspect, characteristic_key) as shows_missing,
        {{ setting('as_of') }} as as_of,
        {{ provenance() }}
    from judged
)

select * from final
