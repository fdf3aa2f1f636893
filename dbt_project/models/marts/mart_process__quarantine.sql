with

batches as (
    select * from {{ ref('fct_batch') }}
),

records as (
    {% for fact, event_date in dated_facts() %}
        select
            source_id,
            batch_id,
            max(cast({{ event_date }} as date)) as event_date
        from {{ ref(fact) }}
        group by source_id, batch_id
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- A delivery belongs to the month of the last thing that it tells of; one of which no row was kept, to that it came in.
dated as (
    select
        batches.source_id,
        batches.batch_id,
        {{ month_of('coalesce(max(records.event_date), min(cast(left(batches.landed_at, 10) as date)))') }} as month
    from batches
    left join records on batches.source_id = records.source_id and batches.batch_id = records.batch_id
    group by batches.source_id, batches.batch_id
),

periods as (
    {% for period_type in ['month', 'quarter', 'year'] %}
        select
            source_id,
            batch_id,
            {{ calendar_period(period_type, 'month') }}
        from dated
        where month <= {{ setting('as_of') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

final as (
    select
        periods.source_id,
        periods.period_type,
        periods.period_start,
        periods.period_end,
        cast(sum(batches.landed) as bigint) as landed,
        cast(sum(batches.quarantined) as bigint) as quarantined
    from batches
    inner join periods on batches.source_id = periods.source_id and batches.batch_id = periods.batch_id
    group by periods.source_id, periods.period_type, periods.period_start, periods.period_end
)

select * from final
