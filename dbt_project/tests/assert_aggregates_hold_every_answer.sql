-- Fails where the cells of everybody do not count each answer once: a month that was not rebuilt with its facts.
with

facts as (
    select
        month,
        count(*) as n_facts
    from {{ ref('fct_answer') }}
    where is_counted
    group by month
),

cells as (
    select
        month,
        sum(n) as n_cells
    from {{ ref('agg_answer_value') }}
    where cut = 'overall' and aspect not in ({{ quoted(derived_aspects()) }})
    group by month
),

compared as (
    select
        coalesce(facts.month, cells.month) as month,
        coalesce(facts.n_facts, 0) as n_facts,
        coalesce(cells.n_cells, 0) as n_cells
    from facts
    full outer join cells on facts.month = cells.month
)

select * from compared
where n_facts <> n_cells
