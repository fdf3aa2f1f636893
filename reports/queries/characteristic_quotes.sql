select q.*
from satisfaction.quote q
where q.characteristic_key = '${params.characteristic}'
    or (q.characteristic_key = 'all' and '${params.characteristic}' in (select characteristic_key from satisfaction.characteristic where is_overall = 1))
order by q.theme_vocabulary, q.theme_key, q.language, q.position
