with

decision as (
    select * from {{ ref('stg_decision') }}
),

-- Who decided stays in the ledger: readers see what was decided, on how many rows, and when, never a person.
final as (
    select
        source_id,
        coalesce(rule_id, '') as rule_id,
        decision,
        cast(left(cast(decided_at as varchar), 10) as date) as decided_on,
        is_in_effect,
        count(source_row) as n_rows,
        count(distinct batch_id) as n_batches
    from decision
    group by all
)

select * from final
order by decided_on desc, source_id asc, rule_id asc, decision asc
