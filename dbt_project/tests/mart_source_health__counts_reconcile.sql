-- Catches rows that are lost between landing and the gate.
select *
from {{ ref('mart_source_health') }}
where landed <> accepted + quarantined + duplicate
