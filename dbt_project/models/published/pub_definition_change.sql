with

now as (
    select * from {{ ref('pub_definition_setting') }}
),

past as (
    select * from {{ ref('pub_definition_change__past') }}
),

-- An edition that did not say what it rested on cannot be compared with.
known as (
    select count(*) > 0 as is_known
    from past
),

final as (
    select
        coalesce(now.part, past.part) as part,
        coalesce(now.measure, past.measure) as measure,
        coalesce(now.characteristic_key, past.characteristic_key) as characteristic_key,
        coalesce(now.setting, past.setting) as setting,
        past.value as old_value,
        now.value as new_value
    from now
    full join past
        on
            now.part = past.part
            and now.measure = past.measure
            and now.characteristic_key = past.characteristic_key
            and now.setting = past.setting
    cross join known
    where known.is_known and now.value is distinct from past.value
)

select * from final
order by part, measure, characteristic_key, setting
