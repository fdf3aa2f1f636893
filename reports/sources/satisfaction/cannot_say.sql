-- What this edition cannot say, and why.
select
    kind,
    position::double as position,
    language,
    text
from (from published.pub_cannot_say union all by name select null as kind)
