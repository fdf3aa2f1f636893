with

slots as (
    select distinct
        subject,
        aspect,
        characteristic_key,
        month,
        wave,
        scale,
        slot
    from {{ ref('mart_disclosure__atom') }}
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

survey_slots as (
    select
        slots.*,
        period_months.period_type,
        period_months.period_start,
        period_months.period_end
    from slots
    inner join period_months
        on {{ in_period('slots') }}
    where slots.subject = 'survey_answer'
),

-- Months of causes are published nowhere; they are here because two editions are compared by the month.
complaint_slots as (
    {% for period_type in ['month', 'quarter'] %}
        select
            *,
            {{ calendar_period(period_type, 'month') }}
        from slots
        where subject = 'complaint'
        union all
    {% endfor %}
    select
        *,
        'last_12_months' as period_type,
        cast(date_trunc('month', {{ setting('as_of') }}) - interval 11 month as date) as period_start,
        {{ setting('as_of') }} as period_end
    from slots
    where subject = 'complaint' and month > {{ setting('as_of') }} - interval 12 month
),

-- Months of promises and disputes are published nowhere, either; of disputes, quarters neither.
record_slots as (
    {% for period_type in ['month', 'quarter', 'year'] %}
        select
            *,
            {{ calendar_period(period_type, 'month') }}
        from slots
        where subject {{ "= 'promise'" if period_type == 'quarter' else "in ('promise', 'dispute')" }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

final as (
    select * exclude (wave) from survey_slots
    union all
    select * exclude (wave) from record_slots
    union all
    select * exclude (wave) from complaint_slots
    where period_type = 'month' or period_end <= {{ setting('as_of') }}
)

select * from final
