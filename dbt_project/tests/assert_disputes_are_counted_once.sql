-- Fails where a month's disputes are not all counted, each once.
with

counted as (
    select
        month,
        0 as n_facts,
        sum(n) as n_cells
    from {{ ref('agg_dispute') }}
    group by month
    union all
    select
        month,
        count(*) as n_facts,
        0 as n_cells
    from {{ ref('fct_dispute') }}
    group by month
)

select
    month,
    sum(n_facts) as n_facts,
    sum(n_cells) as n_cells
from counted
group by month
having sum(n_facts) <> sum(n_cells)
