-- Catches a trend verdict without significance after adjustment, against its slope, or on fewer than eight points.
select *
from {{ ref('mart_trend') }}
where
    (verdict in ('improved', 'declined') and (p_adjusted > {{ setting('false_discovery_rate') }} or p_adjusted is null))
    or (verdict = 'improved' and s <= 0)
    or (verdict = 'declined' and s >= 0)
    or (n_points < 8) <> (verdict in ('not_enough_data', 'not_comparable'))
