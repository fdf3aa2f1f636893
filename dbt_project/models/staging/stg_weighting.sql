with

declared as (
    select * from {{ source('reference', 'weighting') }}
),

renamed as (
    select
        source_id,
        step,
        cut,
        position,
        tolerance,
        maximum_iterations,
        trim_lower,
        trim_upper,
        trim_around,
        sums_to
    from declared
)

select * from renamed
