-- How many complaints are open and closed.
select
    figure_id,
    state,
    is_open::integer as is_open,
    n::double as n
from (from published.pub_complaint_state union all by name select null as figure_id)
