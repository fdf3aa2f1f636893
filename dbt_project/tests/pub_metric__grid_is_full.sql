-- Catches a cell left out of the grid: its absence would tell that it is empty and not hidden.
with

figures as (
    select
        count(*) as n_rows,
        count(distinct (measure, aspect, characteristic_key)) as n_kinds
    from {{ ref('pub_metric') }}
),

segments as (
    select count(*) as n_segments
    from {{ ref('dim_segment') }}
),

periods as (
    select count(*) as n_periods
    from {{ ref('dim_period') }}
    where has_survey
)

select *
from figures
cross join segments
cross join periods
where n_rows <> n_kinds * n_segments * n_periods
