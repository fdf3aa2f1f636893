with

declared as (
    select * from {{ ref('dim_source') }}
),

latest_event as (
    select * from {{ ref('mart_source_health__latest') }}
),

-- Deliveries come by calendar periods: so many months, or so many days from a Monday.
turns as (
    select
        unnest(['daily', 'weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly']) as cadence,
        unnest([null, null, 1, 3, 6, 12]) as turn_months,
        unnest([1, 7, null, null, null, null]) as turn_days
),

periods as (
    select
        declared.source_id,
        declared.grace_days,
        turns.turn_months,
        turns.turn_days,
        {{ cadence_period('latest_event.last_event_date') }} as delivered_period,
        {{ cadence_period('cast(' ~ setting('as_of') ~ ' - cast(declared.grace_days as integer) as date)') }}
            as due_period
    from declared
    inner join turns on declared.cadence = turns.cadence
    inner join latest_event on declared.source_id = latest_event.source_id
),

-- The first delivery that did not come is due when its period, and the grace days after it, have passed.
final as (
    select
        source_id,
        cast(
            case
                when turn_months is not null
                    then make_date(
                        (delivered_period + 2) * turn_months // 12, (delivered_period + 2) * turn_months % 12 + 1, 1
                    )
                else cast(date '1970-01-05' + cast((delivered_period + 2) * turn_days as integer) as date)
            end
            - 1
            + cast(grace_days as integer) as date
        ) as next_expected_on,
        cast(greatest(due_period - delivered_period - 1, 0) as bigint) as missed_deliveries
    from periods
)

select * from final
