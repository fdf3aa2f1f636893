with

calibration as (
    select * from {{ ref('seed_calibration') }}
)

select * from calibration
order by measure, aspect, design
