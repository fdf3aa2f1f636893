with

months as (
    select distinct month from {{ ref('fct_response') }}
    union
    select distinct month from {{ ref('fct_complaint') }}
    union
    select distinct month from {{ ref('fct_operation') }}
),

waves as (
    select
        wave,
        month,
        min(month) over (partition by wave) as first_month,
        max(month) over (partition by wave) as last_month
    from {{ ref('fct_response') }}
    where wave is not null
    group by wave, month
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

mapped as (
    {% for period_type in ['month', 'quarter', 'year'] %}
        select
            {{ calendar_period(period_type, 'month') }},
            cast(null as varchar) as wave,
            month
        from months
        union all
    {% endfor %}
    select
        'wave' as period_type,
        first_month as period_start,
        {{ last_day_of_month('last_month') }} as period_end,
        wave,
        month
    from waves
),

-- Months after the cut-off are not estimated, whatever has already arrived for them.
final as (
    select mapped.*
    from mapped
    inner join settings on mapped.month <= settings.as_of
)

select * from final
