-- en: Score by segment, latest quarter
-- ca: Puntuació per segment, últim trimestre
-- fa: نمره به تفکیک بخش، آخرین فصل
-- question: How satisfied is each segment in the latest complete quarter, within which interval, and on how many answers?
select
    metric.cut,
    metric.cut_value,
    metric.period_start,
    round(metric.estimate, 1) as score_0_100,
    round(metric.ci_low, 1) as ci_low,
    round(metric.ci_high, 1) as ci_high,
    metric.n,
    metric.caveat
from published.pub_metric as metric
cross join published.pub_edition as edition
where
    metric.measure = 'M2_mean_score'
    and metric.characteristic_key = edition.headline_characteristic
    and metric.aspect = edition.headline_aspect
    and metric.period_type = edition.headline_period
    and metric.suppress_reason is null
    and metric.period_start = (
        select max(period.period_start)
        from published.pub_period as period
        where period.period_type = edition.headline_period and period.is_complete and period.has_survey
    )
order by metric.cut, metric.cut_value
