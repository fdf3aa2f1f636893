-- Which characteristic a cause of complaints is about.
select
    cause_key,
    characteristic_key
from (from published.pub_cause_characteristic union all by name select null as cause_key)
