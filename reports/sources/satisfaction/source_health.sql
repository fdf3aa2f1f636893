-- Each source: rows, freshness, status.
select
    source_id,
    method,
    sampling_kind,
    cadence,
    batches::double as batches,
    landed::double as landed,
    accepted::double as accepted,
    quarantined::double as quarantined,
    duplicate::double as duplicate,
    superseded::double as superseded,
    refused_files::double as refused_files,
    strftime(last_event_date, '%Y-%m-%d') as last_event_date,
    months_since_last::double as months_since_last,
    status,
    message
from (from published.pub_source_health union all by name select null as source_id)
