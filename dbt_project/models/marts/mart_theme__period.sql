with

texts as (
    select * from {{ ref('mart_theme__text') }}
),

years as (
    select
        'last_12_months' as period_type,
        cast(date_trunc('month', {{ setting('as_of') }}) - interval 11 month as date) as period_start,
        {{ setting('as_of') }} as period_end
    union all
    select
        'previous_12_months' as period_type,
        cast(date_trunc('month', {{ setting('as_of') }}) - interval 23 month as date) as period_start,
        cast(date_trunc('month', {{ setting('as_of') }}) - interval 11 month - interval 1 day as date) as period_end
),

quarters as (
    select distinct
        'quarter' as period_type,
        {{ period_start_of('quarter', 'month') }} as period_start,
        {{ period_end_of('quarter', 'month') }} as period_end
    from texts
),

final as (
    select * from years
    union all
    select * from quarters
    where period_end <= {{ setting('as_of') }}
)

select * from final
