-- Decisions on rows in quarantine.
select
    source_id,
    rule_id,
    decision,
    strftime(decided_on, '%Y-%m-%d') as decided_on,
    is_in_effect,
    n_rows::double as n_rows,
    n_batches::double as n_batches
from (from published.pub_decision union all by name select null as source_id)
