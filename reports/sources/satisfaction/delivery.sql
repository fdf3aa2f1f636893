-- What came of each source, and when.
select
    source_id,
    strftime(turn_end, '%Y-%m-%d') as turn_end,
    strftime(due_on, '%Y-%m-%d') as due_on,
    strftime(landed_on, '%Y-%m-%d') as landed_on,
    status
from (from published.pub_delivery union all by name select null as source_id)
