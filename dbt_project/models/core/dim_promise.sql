with

{{ bounded_versions('stg_promise', 'promise_key') }},

settings as (
    select as_of from {{ ref('dim_reporting_setting') }}
),

final as (
    select
        bounded.promise_key || '|' || cast(bounded.version_number as varchar) as promise_version_key,
        bounded.promise_key,
        cast(bounded.version_number as integer) as version_number,
        bounded.source_id,
        bounded.source_record_id,
        bounded.characteristic_key,
        bounded.indicator,
        bounded.threshold,
        bounded.threshold_unit,
        bounded.target_kept_rate,
        bounded.remedy,
        bounded.valid_from,
        bounded.last_day as valid_to,
        {{ is_in_force('bounded.valid_from', 'bounded.last_day', 'settings.as_of') }} as is_current
    from bounded
    cross join settings
)

select * from final
