-- en: Gap chain by characteristic
-- ca: Cadena de bretxes per característica
-- fa: زنجیرهٔ شکاف هر ویژگی
-- question: Where between expected, planned, delivered and perceived does each characteristic lose most, in the latest year?
select
    characteristic_key,
    round(expected, 1) as expected,
    round(planned, 1) as planned,
    round(delivered, 1) as delivered,
    round(perceived, 1) as perceived,
    round(understanding, 1) as understanding,
    round(conformance, 1) as conformance,
    round(view, 1) as view,
    round(total, 1) as total,
    round(total_ci_low, 1) as total_ci_low,
    round(total_ci_high, 1) as total_ci_high,
    missing_level,
    n
from published.pub_gap_chain
where
    cut = 'overall' and period_type = 'year' and suppress_reason is null
    and period_start = (select max(period_start) from published.pub_gap_chain where period_type = 'year')
order by total
