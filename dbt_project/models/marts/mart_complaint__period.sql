with

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

months as (
    select distinct month from {{ ref('fct_complaint') }}
    union
    select distinct month from {{ ref('fct_dispute') }}
    union
    select distinct month from {{ ref('agg_unvoiced_problem') }}
),

mapped as (
    {% for period_type in ['month', 'quarter', 'year'] %}
        select
            {{ calendar_period(period_type, 'month') }},
            {{ previous_period_start(period_type, period_start_of(period_type, 'month')) }} as previous_period_start,
            month
        from months
        union all
    {% endfor %}
    select
        'last_12_months' as period_type,
        cast(date_trunc('month', settings.as_of) - interval 11 month as date) as period_start,
        settings.as_of as period_end,
        cast(null as date) as previous_period_start,
        months.month
    from months
    inner join settings on months.month > settings.as_of - interval 12 month
),

-- Months after the cut-off are not estimated, whatever has already arrived for them.
final as (
    select
        mapped.*,
        mapped.period_end > settings.as_of as is_partial
    from mapped
    inner join settings on mapped.month <= settings.as_of
)

select * from final
