-- Interviews answered in haste, in a straight line or in part.
select
    source_id,
    flag,
    n_flagged::double as n_flagged,
    n_interviews::double as n_interviews,
    flagged_share::double as flagged_share
from (from published.pub_flag union all by name select null as source_id)
