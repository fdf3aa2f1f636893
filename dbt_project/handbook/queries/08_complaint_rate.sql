-- en: Complaints per 1,000, by quarter
-- ca: Queixes per cada 1.000, per trimestre
-- fa: شکایت در هر ۱۰۰۰، هر فصل
-- question: How many complaints come per 1,000 of the exposure, and did the rate change from quarter to quarter?
select
    period_start,
    n_complaints,
    exposure,
    round(rate_per_1000, 4) as rate_per_1000,
    round(ci_low, 4) as ci_low,
    round(ci_high, 4) as ci_high,
    verdict
from published.pub_complaint_rate
where period_type = 'quarter'
order by period_start
