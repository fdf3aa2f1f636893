-- What the yearly review decides on.
select
    kind,
    subject,
    verdict,
    value::double as value,
    strftime(happened_on, '%Y-%m-%d') as happened_on
from (from published.pub_review_item union all by name select null as kind)
