-- What customers judge.
select
    characteristic_key,
    parent_key,
    characteristic_group,
    is_overall::integer as is_overall,
    position::double as position
from (from published.pub_characteristic union all by name select null as characteristic_key)
