-- Rows in quarantine by source and broken rule.
select
    source_id,
    rule_id,
    n::double as n
from (from published.pub_quarantine union all by name select null as source_id)
