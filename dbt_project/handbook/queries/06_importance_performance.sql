-- en: Importance against performance
-- ca: Importància davant del rendiment
-- fa: اهمیت در برابر عملکرد
-- question: Which characteristics matter much and are judged below the average, in the latest year?
with scores as (
    select
        characteristic_key,
        max(case when aspect = 'importance' then estimate end) as importance,
        max(case when aspect = 'perception' then estimate end) as performance,
        max(case when aspect = 'perception' then n end) as n
    from published.pub_metric
    where
        measure = 'M2_mean_score' and cut = 'overall' and period_type = 'year'
        and aspect in ('importance', 'perception')
        and period_start = (select max(period_start) from published.pub_metric where period_type = 'year')
    group by characteristic_key
)

select
    characteristic_key,
    round(importance, 1) as importance,
    round(performance, 1) as performance,
    n,
    importance > avg(importance) over () and performance < avg(performance) over () as is_to_be_improved
from scores
where performance is not null
order by importance desc, characteristic_key
