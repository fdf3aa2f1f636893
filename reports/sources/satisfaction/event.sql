-- Dated events and actions to mark on charts.
select
    label_key,
    event_number::double as event_number,
    strftime(event_date, '%Y-%m-%d') as event_date,
    strftime(until_date, '%Y-%m-%d') as until_date,
    kind
from (from published.pub_event union all by name select null as label_key)
