{{ rebuilt_by_month() }}

with

answers as (
    select * from {{ ref('fct_answer') }}
    {{ where_month_is_touched() }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

perceived as (
    select * from answers
    where is_counted and aspect in ('perception', 'overall')
),

expected as (
    select answers.*
    from answers
    inner join settings on answers.aspect = settings.expectation_aspect
    where answers.is_counted
),

-- What one respondent said of both, on one scale, is a pair; who was asked both and left one out is a missing pair.
final as (
    select
        perceived.response_key,
        perceived.characteristic_key,
        perceived.value as perceived_value,
        expected.value as expected_value,
        cast(
            case
                when perceived.scale_direction = 'down' then expected.value - perceived.value
                else perceived.value - expected.value
            end as decimal(9, 6)
        ) as difference,
        coalesce(perceived.missing_code, expected.missing_code) as missing_code,
        perceived.scale_min,
        perceived.scale_max,
        perceived.scale_direction,
        perceived.month,
        perceived.source_id,
        perceived.source_row
    from perceived
    inner join expected
        on
            perceived.response_key = expected.response_key
            and perceived.characteristic_key = expected.characteristic_key
            and perceived.scale_min = expected.scale_min
            and perceived.scale_max = expected.scale_max
            and perceived.scale_direction = expected.scale_direction
)

select * from final
