with

turn as (
    select * from {{ ref('mart_process__turn') }}
    where due_on > cast({{ setting('as_of') }} - interval 24 month as date)
),

source_health as (
    select * from {{ ref('mart_source_health') }}
),

-- Whether a delivery that came when its source was connected had been late, nobody knows.
final as (
    select
        source_id,
        turn_end,
        due_on,
        landed_on,
        case
            when not is_delivered then 'missing'
            when is_late then 'late'
            when is_late is null then 'arrived'
            else 'on_time'
        end as status,
        {{ provenance() }}
    from turn
    union all
    select
        source_health.source_id,
        cast(null as date) as turn_end,
        source_health.next_expected_on as due_on,
        cast(null as date) as landed_on,
        'due' as status,
        {{ provenance() }}
    from source_health
    left join turn on source_health.source_id = turn.source_id and source_health.next_expected_on = turn.due_on
    where source_health.next_expected_on is not null and turn.source_id is null
)

select * from final
order by source_id, due_on
