with

{{ bounded_versions('stg_programme', 'programme_key') }},

settings as (
    select as_of from {{ ref('dim_reporting_setting') }}
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
        {{ is_in_force('bounded.valid_from', 'bounded.last_day', 'settings.as_of') }} as is_current
    from bounded
    cross join settings
)

select * from final
