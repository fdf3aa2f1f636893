{% set cell = 'period_type, period_start, period_end, characteristic_key, site, cut, cut_value' %}

with

totals as (
    select * from {{ ref('mart_mystery_visit__total') }}
),

-- Visits of the whole period, in the cell or not: the design of which the cell is a domain (measure M9).
designs as (
    select
        period_type,
        period_start,
        count(*) as n_visits_of_period
    from totals
    where characteristic_key = 'all' and site = 'all' and cut = 'overall'
    group by period_type, period_start
),

sums as (
    select
        {{ cell }},
        bool_or(is_self_selected) as is_self_selected,
        bool_or(is_quota) as is_quota,
        count(*) filter (where applicable_points > 0) as n_visits,
        cast(sum(n_items) as bigint) as n_items,
        cast(sum(n_not_applicable) as bigint) as n_not_applicable,
        count(*) filter (where n_critical > 0) as n_gate_visits,
        count(*) filter (where n_critical > 0 and n_critical_failed = 0) as n_gate_passed,
        cast(sum(points) as double) as points,
        cast(sum(applicable_points) as double) as applicable_points,
        cast(sum(points * points) as double) as pp,
        cast(sum(points * applicable_points) as double) as pa,
        cast(sum(applicable_points * applicable_points) as double) as aa
    from totals
    group by {{ cell }}
),

ratios as (
    select
        sums.*,
        designs.n_visits_of_period,
        sums.points / sums.applicable_points as ratio
    from sums
    inner join designs using (period_type, period_start)
    where sums.applicable_points > 0
),

-- Ratio estimator over visits (Cochran 1977, 6.3): residuals p - R a add up to nothing, so their squares are enough.
final as (
    select
        *,
        cast(n_visits - 1 as double) as df,
        case
            when n_visits > 1
                then sqrt(
                    n_visits_of_period / (n_visits_of_period - 1)
                    * greatest(0, pp - 2 * ratio * pa + ratio * ratio * aa)
                ) / applicable_points
        end as ratio_se
    from ratios
)

select * from final
