-- Catches a cell left out of the grid: its absence would tell that it is empty and not hidden.
with

kinds as (
    select distinct
        measure,
        aspect,
        characteristic_key
    from {{ ref('pub_metric') }}
),

counted as (
    select
        (select count(*) from {{ ref('pub_metric') }}) as n_rows,
        (select count(*) from kinds) as n_kinds,
        (select count(*) from {{ ref('dim_segment') }}) as n_segments,
        (select count_if(has_survey) from {{ ref('dim_period') }}) as n_periods
)

select * from counted
where n_rows <> n_kinds * n_segments * n_periods
