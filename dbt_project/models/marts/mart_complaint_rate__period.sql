with

months as (
    select * from {{ ref('mart_complaint_rate__month') }}
),

mapped as (
    {% for period_type, n_months in [('month', 1), ('quarter', 3), ('year', 12)] %}
        select
            {{ calendar_period(period_type, 'month') }},
            {{ n_months }} as n_months,
            n_complaints,
            exposure
        from months
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- Only whole periods: part of a year is not compared with a whole one.
periods as (
    select
        period_type,
        period_start,
        period_end,
        cast(sum(n_complaints) as bigint) as n_complaints,
        sum(exposure) as exposure
    from mapped
    where period_end <= {{ setting('as_of') }}
    group by period_type, period_start, period_end
    having count(*) = max(n_months)
),

with_previous as (
    select
        *,
        lag(period_start) over series as previous_period_start,
        lag(period_end) over series + interval 1 day = period_start as is_consecutive,
        lag(n_complaints) over series as previous_n,
        lag(exposure) over series as previous_exposure
    from periods
    window series as (partition by period_type order by period_start)
),

final as (
    select
        period_type,
        period_start,
        period_end,
        n_complaints,
        exposure,
        case when is_consecutive then previous_period_start end as previous_period_start,
        case when is_consecutive then previous_n end as previous_n,
        case when is_consecutive then previous_exposure end as previous_exposure
    from with_previous
)

select * from final
