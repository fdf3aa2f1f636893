-- en: Open complaints at the cut-off
-- ca: Queixes obertes en la data de tall
-- fa: شکایت‌های باز در تاریخ برش
-- question: How many complaints are open at the cut-off, in which state, and for which causes?
select
    state,
    cause_key,
    sum(n_complaints) as n_complaints
from aggregates.agg_complaint_state
where state not in ('closed', 'withdrawn')
group by state, cause_key
order by n_complaints desc, state, cause_key
