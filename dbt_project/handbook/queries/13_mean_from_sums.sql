-- en: A mean score from its sums
-- ca: Una mitjana a partir de les sumes
-- fa: یک میانگین از روی جمع‌ها
-- question: How is a published mean made from the monthly sums, and do both agree?
with sums as (
    select
        cell.month as period_start,
        sum(cell.n) as n,
        sum(cell.w_sum * (cell.value - cell.scale_min) / (cell.scale_max - cell.scale_min)) as weighted_sum,
        sum(cell.w_sum) as weight
    from aggregates.agg_answer_value as cell
    cross join published.pub_edition as edition
    where
        cell.characteristic_key = edition.headline_characteristic and cell.aspect = edition.headline_aspect
        and cell.cut = 'overall' and cell.value is not null
    group by cell.month
)

select
    sums.period_start,
    round(100 * sums.weighted_sum / sums.weight, 6) as from_sums,
    round(metric.estimate, 6) as published,
    sums.n
from sums
cross join published.pub_edition as edition
inner join published.pub_metric as metric
    on
        sums.period_start = metric.period_start and metric.period_type = 'month'
        and metric.measure = 'M2_mean_score' and metric.cut = 'overall'
        and metric.characteristic_key = edition.headline_characteristic
        and metric.aspect = edition.headline_aspect
order by sums.period_start
