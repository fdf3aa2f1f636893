with

feedback as (
    select * from {{ ref('fct_feedback') }}
    where customer_key is not null
),

final as (
    select
        customer_key,
        cast(min(event_at) as date) as first_feedback_on,
        cast(max(event_at) as date) as last_feedback_on,
        count(*) as n_feedback,
        count(distinct method) as n_methods
    from feedback
    group by customer_key
)

select * from final
