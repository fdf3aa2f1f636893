-- Definition of every measure.
select
    measure,
    definition_version::double as definition_version,
    language,
    name,
    formula,
    source
from (from published.pub_definition union all by name select null as measure)
