-- All editions, the newest last.
select
    edition, position::double as position, is_current,
    as_of::varchar as as_of,
    published_at::varchar as published_at,
    content_hash, input_hash, previous_edition, superseded_by,
    n_new_batches::double as n_new_batches,
    n_corrected_batches::double as n_corrected_batches,
    sources, headline_figure_id, headline_characteristic, headline_aspect, headline_period,
    period_start::varchar as period_start,
    period_end::varchar as period_end,
    wave, estimate, ci_low, ci_high, n::double as n, difference, verdict
from (from published.pub_edition_list union all by name select null as edition)
