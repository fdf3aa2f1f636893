with

sources as (
    select * from {{ ref('dim_source') }}
),

batches as (
    select
        source_id,
        batch_id,
        min(cast(left(landed_at, 10) as date)) as landed_on
    from {{ ref('fct_batch') }}
    group by source_id, batch_id
),

records as (
    {% for fact, event_date in dated_facts() %}
        select distinct
            source_id,
            batch_id,
            cast({{ event_date }} as date) as event_date
        from {{ ref(fact) }}
        {% if not loop.last %}union{% endif %}
    {% endfor %}
),

turns as (
    select
        sources.source_id,
        cast(sources.grace_days as integer) as grace_days,
        cadences.turn_months,
        cadences.turn_days
    from sources
    inner join (values {{ cadence_turns() }}) as cadences (cadence, turn_months, turn_days) using (cadence)
),

delivered as (
    select
        turns.source_id,
        turns.grace_days,
        turns.turn_months,
        turns.turn_days,
        {{ cadence_period('records.event_date') }} as turn,
        min(batches.landed_on) as landed_on
    from records
    inner join turns on records.source_id = turns.source_id
    left join batches on records.source_id = batches.source_id and records.batch_id = batches.batch_id
    group by all
),

-- From the first turn that brought something on, each turn is expected.
spans as (
    select
        delivered.source_id,
        delivered.grace_days,
        delivered.turn_months,
        delivered.turn_days,
        min(delivered.landed_on) as first_landed_on,
        unnest(range(
            min(delivered.turn),
            max(greatest(delivered.turn, {{ cadence_period(setting('as_of'), 'delivered') }})) + 1
        )) as turn
    from delivered
    group by delivered.source_id, delivered.grace_days, delivered.turn_months, delivered.turn_days
),

ends as (
    select
        *,
        cast(case
            when turn_months is not null
                then make_date((turn + 1) * turn_months // 12, (turn + 1) * turn_months % 12 + 1, 1)
            else date '1970-01-05' + cast((turn + 1) * turn_days as integer)
        end - 1 as date) as turn_end
    from spans
),

-- What was due before the source was connected came when it was connected: whether it was late then, nobody knows.
final as (
    select
        ends.source_id,
        ends.turn,
        ends.turn_end,
        cast(ends.turn_end + ends.grace_days as date) as due_on,
        delivered.landed_on,
        delivered.turn is not null as is_delivered,
        case
            when ends.turn_end + ends.grace_days >= ends.first_landed_on
                then delivered.landed_on > ends.turn_end + ends.grace_days
        end as is_late
    from ends
    left join delivered on ends.source_id = delivered.source_id and ends.turn = delivered.turn
    where ends.turn_end + ends.grace_days <= {{ setting('as_of') }}
)

select * from final
