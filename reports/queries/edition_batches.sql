select *
from satisfaction.edition_batch
where batch_id is not null
order by source_id, batch_id
