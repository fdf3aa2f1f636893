-- Fails where understanding, conformance and view do not sum to the total, or a figure stands where a level is missing.
with

chain as (
    select * from {{ ref('mart_gap_chain') }}
)

select * from chain
where
    (missing_level is null and abs(understanding + conformance + view - total) > 1e-9)
    or (missing_level is null and (understanding is null or conformance is null or view is null or total is null))
    or (missing_level like '%expected%' and (understanding is not null or total is not null))
    or (missing_level like '%planned%' and (understanding is not null or conformance is not null))
    or (missing_level like '%delivered%' and (conformance is not null or view is not null))
    or (missing_level like '%perceived%' and (view is not null or total is not null))
