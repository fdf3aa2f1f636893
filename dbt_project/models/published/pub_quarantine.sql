with

broken_rule as (
    select * from {{ ref('stg_broken_rule') }}
),

final as (
    select
        source_id,
        rule_id,
        rule_kind,
        cast(sum(n_rows) as bigint) as n
    from broken_rule
    group by source_id, rule_id, rule_kind
)

select * from final
order by source_id, rule_id
