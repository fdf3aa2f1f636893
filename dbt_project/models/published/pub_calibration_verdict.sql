with

verdict as (
    select * from {{ ref('seed_calibration_verdict') }}
)

select * from verdict
order by test, change_in_se
