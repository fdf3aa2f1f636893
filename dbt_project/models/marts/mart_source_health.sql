with

declared as (
    select * from {{ ref('dim_source') }}
),

delivery as (
    select * from {{ ref('mart_source_health__delivery') }}
),

latest_event as (
    select * from {{ ref('mart_source_health__latest') }}
),

-- A source is late when a whole further turn of its cadence has passed without news.
cadences as (
    select
        unnest(['daily', 'weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly']) as cadence,
        unnest([1, 7, 31, 92, 184, 366]) as days
),

expected as (
    select * from {{ ref('mart_source_health__expected') }}
),

joined as (
    select
        declared.source_id,
        declared.method,
        declared.owner_role,
        declared.sampling_kind,
        declared.cadence,
        delivery.* exclude (source_id),
        latest_event.last_event_date,
        expected.next_expected_on,
        expected.missed_deliveries,
        date_diff('month', latest_event.last_event_date, {{ setting('as_of') }}) as months_since_last,
        latest_event.last_event_date + cast(2 * cadences.days as integer) < {{ setting('as_of') }} as is_late
    from declared
    left join delivery using (source_id)
    left join latest_event on declared.source_id = latest_event.source_id
    left join cadences on declared.cadence = cadences.cadence
    left join expected on declared.source_id = expected.source_id
),

final as (
    select
        source_id,
        method,
        owner_role,
        sampling_kind,
        cadence,
        coalesce(batches, 0) as batches,
        coalesce(landed, 0) as landed,
        coalesce(accepted, 0) as accepted,
        coalesce(quarantined, 0) as quarantined,
        coalesce(duplicate, 0) as duplicate,
        coalesce(superseded, 0) as superseded,
        coalesce(refused_files, 0) as refused_files,
        last_event_date,
        months_since_last,
        next_expected_on,
        missed_deliveries,
        case
            when refused_files > 0 then 'refused'
            when last_status = 'held' then 'held'
            when coalesce(accepted, 0) = 0 then 'missing'
            when is_late then 'late'
            else 'ok'
        end as status,
        case
            when refused_files > 0 then refusal_message
            when last_status = 'held' then last_message
        end as message,
        {{ provenance() }}
    from joined
)

select * from final
