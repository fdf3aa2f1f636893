-- en: What drives satisfaction
-- ca: Què mou la satisfacció
-- fa: چه چیزی رضایت را پیش می‌برد
-- question: Which characteristics explain most of overall satisfaction in the last complete quarter, and how sure is each share?
select
    driver.importance_rank,
    driver.characteristic_key,
    round(driver.estimate, 3) as importance,
    round(driver.ci_low, 3) as ci_low,
    round(driver.ci_high, 3) as ci_high,
    round(driver.r_squared, 3) as r_squared,
    driver.n_model,
    driver.verdict,
    driver.caveat
from marts.mart_driver as driver
cross join published.pub_edition as edition
where driver.cut = 'overall' and driver.period_type = 'quarter' and driver.period_end <= edition.as_of
qualify driver.period_start = max(driver.period_start) over ()
order by driver.importance_rank, driver.characteristic_key
