-- Changes of a delivery against those before it.
select
    source_id,
    batch_id,
    kind,
    contract,
    column_name,
    item,
    file,
    value_before::double as value_before,
    value_now::double as value_now,
    z::double as z
from (from published.pub_drift union all by name select null as source_id)
