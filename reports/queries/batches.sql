select *
from satisfaction.batch
where batch_id is not null
qualify row_number() over (partition by source_id order by sequence desc, contract) <= 5
order by source_id, sequence desc
