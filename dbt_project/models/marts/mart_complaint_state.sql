with

complaint_state as (
    select * from {{ ref('agg_complaint_state') }}
),

counted as (
    select
        state,
        cast(sum(n_complaints) as bigint) as n
    from complaint_state
    where month <= {{ setting('as_of') }}
    group by state
),

final as (
    select
        state,
        state not in ('closed', 'withdrawn') as is_open,
        {{ setting('as_of') }} as as_of,
        n,
        cast(sum(n) over () as bigint) as n_total,
        n / sum(n) over () as share,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from counted
)

select * from final
