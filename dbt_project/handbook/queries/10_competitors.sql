-- en: Us and our rivals
-- ca: Nosaltres i els competidors
-- fa: ما و رقیبان
-- question: Where are we ahead of or behind each rival among current customers, beyond chance?
select
    study,
    competitor_key,
    characteristic_key,
    round(own_estimate, 1) as own,
    round(rival_estimate, 1) as rival,
    round(difference, 1) as difference,
    round(ci_low, 1) as ci_low,
    round(ci_high, 1) as ci_high,
    verdict,
    caveat
from published.pub_competitor
order by verdict in ('ahead', 'behind') desc, difference, study, competitor_key, characteristic_key
limit 30
