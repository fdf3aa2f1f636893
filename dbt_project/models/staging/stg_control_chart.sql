with

declared as (
    select * from {{ source('reference', 'control_chart') }}
),

renamed as (
    select
        kind,
        measure,
        count_measure,
        exposure_measure,
        per,
        baseline_from,
        baseline_to,
        rule_set
    from declared
)

select * from renamed
