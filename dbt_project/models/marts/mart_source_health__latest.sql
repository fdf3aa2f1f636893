with

event_dates as (
    {% for fact, event_date in dated_facts() %}
        select
            source_id,
            least(cast({{ event_date }} as date), {{ setting('as_of') }}) as event_date
        from {{ ref(fact) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

final as (
    select
        source_id,
        max(event_date) as last_event_date
    from event_dates
    group by source_id
)

select * from final
