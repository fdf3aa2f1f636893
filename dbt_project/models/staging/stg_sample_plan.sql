with

declared as (
    select * from {{ source('reference', 'sample_plan') }}
),

renamed as (
    select
        source_id,
        planned_n
    from declared
)

select * from renamed
