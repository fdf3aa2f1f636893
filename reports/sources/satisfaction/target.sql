-- Declared targets.
select
    measure,
    aspect,
    characteristic_key,
    target_value::double as target_value
from (from published.pub_target union all by name select null as measure)
