-- en: Promises kept
-- ca: Promeses complertes
-- fa: وعده‌های نگه‌داشته
-- question: Which promise of the charter was kept less often than its target in the last complete quarter?
select
    promise.promise_key,
    promise.version_number,
    promise.n_checks,
    round(promise.kept_rate, 3) as kept_rate,
    round(promise.ci_low, 3) as ci_low,
    round(promise.ci_high, 3) as ci_high,
    promise.target_kept_rate,
    promise.verdict,
    promise.caveat
from marts.mart_promise as promise
cross join published.pub_edition as edition
where promise.cut = 'overall' and promise.period_type = 'quarter' and promise.period_end <= edition.as_of
qualify promise.period_start = max(promise.period_start) over ()
order by promise.kept_rate - promise.target_kept_rate nulls last, promise.promise_key
