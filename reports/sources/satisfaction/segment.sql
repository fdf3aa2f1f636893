-- Declared segments, also those without data.
select
    cut,
    cut_value,
    position::double as position
from (from published.pub_segment union all by name select null as cut)
