-- Fails where an interview's weight is not its base weight times the factors of its occasion: the failure of an
-- incremental build that was not told all months of a wave whose weights changed.
with

responses as (
    select * from {{ ref('fct_response') }}
),

cells as (
    select * from {{ ref('fct_response__cell') }}
),

factors as (
    select * from {{ ref('fct_response__factor') }}
),

compared as (
    select
        cells.response_key,
        responses.weight,
        cast(cells.base_weight * factors.factor as decimal(9, 6)) as expected_weight
    from cells
    left join factors
        on
            cells.source_id = factors.source_id
            and cells.occasion = factors.occasion
            and cells.weighting_cell = factors.weighting_cell
    left join responses on cells.response_key = responses.response_key
)

select * from compared
where weight is null or expected_weight is null or weight <> expected_weight
