with

-- Providers and methods stay in the mart: a year holds a handful of each.
disputes as (
    select * from {{ ref('mart_dispute') }}
    where provider = 'all' and method = 'all' and period_type <> 'month'
),

disclosure as (
    {{ disclosed('dispute', ['period_type', 'period_start']) }}
),

-- How many disputes there were is public, as the number of complaints is. What they came to is told of whole years only.
judged as (
    select
        disputes.*,
        disputes.measure = 'M19_dispute_rate_per_100'
        or (coalesce(not disclosure.is_hidden, false) and disputes.n >= {{ setting('minimum_n') }}) as is_shown
    from disputes
    left join disclosure using (period_type, period_start)
    where disputes.measure = 'M19_dispute_rate_per_100' or disputes.period_type = 'year'
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
    from judged
)

select * from final
order by measure, category, period_type, period_start
