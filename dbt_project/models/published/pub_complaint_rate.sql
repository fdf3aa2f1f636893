with

complaint_rate as (
    select * from {{ ref('mart_complaint_rate') }}
),

final as (
    select
        {{ figure_id('complaint_rate', ['period_type', 'period_start']) }},
        complaint_rate.*
    from complaint_rate
)

select * from final
order by period_type, period_start
