-- en: Did the actions work
-- ca: Han funcionat les accions
-- fa: آیا اقدام‌ها کارگر بود
-- question: Which improvement actions changed what they were meant to change, and by how much?
select
    action_key,
    owner_role,
    coalesce(cause_key, characteristic_key) as about,
    done_on,
    series_measure,
    method,
    round(expected_effect, 2) as expected,
    round(estimate, 2) as effect,
    round(ci_low, 2) as ci_low,
    round(ci_high, 2) as ci_high,
    verdict,
    caveat
from marts.mart_effectiveness
order by action_key
