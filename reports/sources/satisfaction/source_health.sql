-- Each source: rows, freshness, status.
select
    source_id,
    method,
    cadence,
    n_batches::double as n_batches,
    n_landed::double as n_landed,
    n_accepted::double as n_accepted,
    n_quarantined::double as n_quarantined,
    n_duplicate::double as n_duplicate,
    n_superseded::double as n_superseded,
    n_refused_files::double as n_refused_files,
    strftime(last_event_date, '%Y-%m-%d') as last_event_date,
    months_since_last::double as months_since_last,
    status,
    message
from (from published.pub_source_health union all by name select null as source_id)
