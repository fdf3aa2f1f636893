-- Declarations that differ from the edition before.
select part, measure, characteristic_key, setting, old_value, new_value
from (from published.pub_definition_change union all by name select null as part)
