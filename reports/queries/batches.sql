select *
from (
    select *
    from satisfaction.batch
    where batch_id is not null
    -- a delivery may bring several contracts; it is listed by the one that leads it, as the sources above are counted
    qualify row_number() over (partition by source_id, batch_id order by contract in ('survey_answer', 'complaint_event'), contract) = 1
)
qualify row_number() over (partition by source_id order by sequence desc) <= 3
order by source_id, sequence desc
