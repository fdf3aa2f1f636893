{% set aggregates = ['promise', 'mystery_visit', 'review', 'letter', 'suggestion'] %}

with

survey_months as (
    select * from {{ ref('dim_period__month') }}
),

months as (
    {% for aggregate in aggregates %}
        select month from {{ ref('agg_' ~ aggregate) }}
        {% if not loop.last %}union{% endif %}
    {% endfor %}
),

-- Registers may go back further than surveys, and an organisation may have no survey at all.
final as (
    select
        period_type,
        period_start,
        period_end,
        month
    from survey_months
    {% for period_type in ['month', 'quarter', 'year'] %}
        union
        select
            {{ calendar_period(period_type, 'month') }},
            month
        from months
        where month <= {{ setting('as_of') }}
    {% endfor %}
)

select * from final
