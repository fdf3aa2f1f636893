-- Fails where a batch's rows do not add up: rows lost between the file in landing, the gate's ledger and the warehouse.
with

batches as (
    select * from {{ ref('fct_batch') }}
)

select * from batches
where
    landing_rows <> landed
    or landed <> accepted + quarantined + duplicate
    or superseded < 0
    or (status = 'passed' and accepted <> kept)
    or (status <> 'passed' and kept <> 0)
