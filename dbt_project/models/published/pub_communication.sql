with

communication as (
    select * from {{ ref('fct_communication') }}
),

final as (
    select
        communication_key,
        cast(told_at as date) as told_on,
        audience,
        channel,
        edition,
        characteristic_key,
        action_key,
        language,
        {{ provenance() }}
    from communication
    where cast(told_at as date) <= {{ setting('as_of') }}
)

select * from final
order by told_on, communication_key
