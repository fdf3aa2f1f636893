with

period as (
    select * from {{ ref('dim_period') }}
),

final as (
    select
        period_type,
        period_start,
        period_end,
        period_key,
        wave,
        is_complete,
        has_survey,
        has_complaints
    from period
)

select * from final
order by period_type, period_start
