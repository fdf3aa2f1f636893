with

versions as (
    select
        *,
        row_number() over in_order as version_number,
        lead(valid_from) over in_order as next_from
    from {{ ref('stg_programme') }}
    window in_order as (partition by programme_key order by valid_from asc, event_at asc, source_record_id asc)
),

settings as (
    select as_of from {{ ref('dim_reporting_setting') }}
),

-- A version ends when it says so, at the latest the day before the next one begins.
bounded as (
    select
        *,
        case
            when next_from is null then valid_to
            else least(coalesce(valid_to, next_from), cast(next_from - interval 1 day as date))
        end as last_day
    from versions
),

final as (
    select
        bounded.programme_key || '|' || cast(bounded.version_number as varchar) as programme_version_key,
        bounded.programme_key,
        cast(bounded.version_number as integer) as version_number,
        bounded.source_id,
        bounded.source_record_id,
        bounded.purpose,
        bounded.objective,
        bounded.decision_owner,
        bounded.scope,
        bounded.frequency,
        bounded.source_ids,
        bounded.target_measure,
        bounded.target_value,
        bounded.cost,
        bounded.currency,
        bounded.valid_from,
        bounded.last_day as valid_to,
        bounded.valid_from <= settings.as_of
        and coalesce(bounded.last_day >= settings.as_of, true) as is_current
    from bounded
    cross join settings
)

select * from final
