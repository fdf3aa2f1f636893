with

-- Providers and methods stay in the mart: a year holds a handful of each.
disputes as (
    select * from {{ ref('mart_dispute') }}
    where provider = 'all' and method = 'all' and period_type <> 'month'
),

disclosure as (
    {{ disclosed('dispute', ['period_type', 'period_start']) }}
),

lines as (
    select distinct
        measure,
        category,
        unit
    from disputes
    where measure <> 'M19_dispute_rate_per_100'
),

years as (
    select distinct
        period_type,
        period_start,
        period_end
    from disputes
    where period_type = 'year'
),

-- A year that is not shown has every line that any year has: which outcomes it had must not be told, either.
grid as (
    select
        lines.*,
        years.*
    from lines
    cross join years
),

every_line as (
    select
        disputes.* replace (
            grid.measure as measure, grid.category as category, grid.unit as unit, grid.period_type as period_type,
            grid.period_start as period_start, grid.period_end as period_end
        )
    from grid
    left join disputes using (measure, category, period_type, period_start)
    union all by name
    select * from disputes
    where measure = 'M19_dispute_rate_per_100'
),

-- How many disputes there were is public, as the number of complaints is.
-- What they came to is told of whole years only.
judged as (
    select
        every_line.*,
        every_line.measure = 'M19_dispute_rate_per_100' as is_count,
        coalesce(not disclosure.is_hidden, false) as is_year_shown
    from every_line
    left join disclosure using (period_type, period_start)
),

kept as (
    select
        *,
        is_count or (is_year_shown and n >= {{ setting('minimum_n') }}) as is_shown
    from judged
    where is_count or n is not null or not is_year_shown
),

final as (
    select
        {{ figure_id('dispute', ['measure', 'category', 'period_type', 'period_start']) }},
        measure,
        category,
        period_type,
        period_start,
        period_end,
        unit,
        {{ shown(['estimate', 'ci_low', 'ci_high', 'ci_method', 'n_counted', 'n', 'n_missing', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from kept
)

select * from final
order by measure, category, period_type, period_start
