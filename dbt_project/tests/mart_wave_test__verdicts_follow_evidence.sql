-- Catches a verdict of change without significance after adjustment, or against the direction of its difference.
select *
from {{ ref('mart_wave_test') }}
where
    verdict in ('improved', 'declined')
    and (
        p_adjusted is null
        or p_adjusted > {{ setting('false_discovery_rate') }}
        or (verdict = 'improved') <> (difference > 0)
    )
