-- Every delivery that was landed.
select
    batch_id,
    contract,
    source_id,
    sequence::double as sequence,
    scope,
    file,
    status,
    is_current,
    replaced_by,
    superseded::double as superseded,
    landed::double as landed,
    accepted::double as accepted,
    quarantined::double as quarantined,
    duplicate::double as duplicate
from (from published.pub_batch union all by name select null as batch_id)
