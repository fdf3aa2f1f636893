{% set cell = 'period_type, period_start, period_end, is_partial, provider, method' %}

with

cells as (
    select * from {{ ref('mart_dispute__cell') }}
),

received as (
    select
        periods.period_type,
        periods.period_start,
        cast(sum(complaint.n_received) as bigint) as n_received
    from {{ ref('agg_complaint') }} as complaint
    inner join {{ ref('mart_complaint__period') }} as periods on complaint.month = periods.month
    where complaint.cut = 'overall'
    group by periods.period_type, periods.period_start
),

totals as (
    select
        {{ cell }},
        cast(sum(n) as bigint) as n_total,
        cast(sum(case when is_event then n else 0 end) as bigint) as n_closed
    from cells
    group by {{ cell }}
),

by_outcome as (
    select
        {{ cell }},
        outcome,
        cast(sum(n) as bigint) as n
    from cells
    group by {{ cell }}, outcome
),

shares as (
    select
        totals.*,
        'M19_dispute_outcome' as measure,
        by_outcome.outcome as category,
        by_outcome.n as n_counted,
        totals.n_total as n_base
    from by_outcome
    inner join totals using (period_type, period_start, period_end, is_partial, provider, method)
    union all
    select
        {{ cell }},
        cast(sum(n) as bigint) as n_total,
        cast(sum(case when is_event then n else 0 end) as bigint) as n_closed,
        'M19_dispute_implemented' as measure,
        'all' as category,
        cast(sum(case when is_implemented then n else 0 end) as bigint) as n_counted,
        cast(sum(case when is_implemented is not null then n else 0 end) as bigint) as n_base
    from cells
    group by {{ cell }}
),

-- Every dispute is about one complaint, but not of the same period: a rate, not a share.
final as (
    select
        {{ cell }},
        measure,
        category,
        n_total,
        n_counted,
        n_base,
        cast(null as bigint) as n_complaints
    from shares
    where n_base > 0
    union all
    select
        totals.period_type,
        totals.period_start,
        totals.period_end,
        totals.is_partial,
        totals.provider,
        totals.method,
        'M19_dispute_rate_per_100' as measure,
        'all' as category,
        totals.n_total,
        totals.n_total as n_counted,
        totals.n_total as n_base,
        received.n_received as n_complaints
    from totals
    inner join received using (period_type, period_start)
)

select * from final
