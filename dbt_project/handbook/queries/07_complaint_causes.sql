-- en: Largest causes of complaints
-- ca: Causes principals de les queixes
-- fa: بزرگ‌ترین علت‌های شکایت
-- question: Which causes make up most complaints of the last twelve months, and how sure is each share?
select
    rank,
    cause_key,
    n,
    round(share, 3) as share,
    round(ci_low, 3) as ci_low,
    round(ci_high, 3) as ci_high,
    round(running_share, 3) as running_share
from published.pub_complaint_cause
where period_type = 'last_12_months'
order by rank
