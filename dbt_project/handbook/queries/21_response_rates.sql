-- en: Response rates
-- ca: Taxes de resposta
-- fa: نرخ‌های پاسخ
-- question: How many of those drawn were interviewed in each year, and how many refused, by AAPOR's definitions?
select
    rate.source_id,
    rate.period_start,
    coalesce(definition.name, rate.measure) as rate_name,
    round(rate.estimate, 3) as estimate,
    round(rate.ci_low, 3) as ci_low,
    round(rate.ci_high, 3) as ci_high,
    rate.n,
    rate.caveat
from marts.mart_response_rate as rate
left join published.pub_definition as definition on rate.measure = definition.measure and definition.language = 'en'
where rate.period_type = 'year' and rate.stratum = 'all'
order by rate.source_id, rate.period_start desc, rate.measure
