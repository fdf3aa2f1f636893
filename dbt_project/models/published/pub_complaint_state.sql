with

complaint_state as (
    select * from {{ ref('mart_complaint_state') }}
),

judged as (
    select
        *,
        n_total >= {{ setting('minimum_n') }} as is_shown
    from complaint_state
),

final as (
    select
        {{ figure_id('complaint_state', ['state', 'as_of']) }},
        state,
        is_open,
        as_of,
        {{ shown(['n', 'n_total', 'share']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by state
