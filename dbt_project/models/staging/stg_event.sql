with

declared as (
    select * from {{ source('reference', 'event') }}
),

renamed as (
    select
        event_number,
        event_date,
        until_date,
        kind,
        label_key
    from declared
)

select * from renamed
