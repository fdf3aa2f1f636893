select t.*
from satisfaction.theme t
where t.characteristic_key = '${params.characteristic}'
    or (t.characteristic_key = 'all' and t.period_type = 'last_12_months' and '${params.characteristic}' in (select characteristic_key from satisfaction.characteristic where is_overall = 1))
order by t.n desc nulls last, t.theme_key, t.method, t.language, t.period_start
