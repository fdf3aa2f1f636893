-- What was communicated, when and to whom.
select
    communication_key,
    strftime(told_on, '%Y-%m-%d') as told_on,
    audience,
    channel,
    edition,
    characteristic_key,
    action_key
from (from published.pub_communication union all by name select null as communication_key)
