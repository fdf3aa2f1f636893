with

label as (
    select * from {{ ref('pub_label') }}
),

question as (
    select * from {{ ref('dim_question') }}
),

setting as (
    select * from {{ ref('stg_setting') }}
),

declared as (
    select
        'formula' as part,
        split_part(label_key, '.', 2) as measure,
        '' as characteristic_key,
        'formula' as setting,
        text || ' (' || cast({{ var('definition_version') }} as varchar) || ')' as value
    from label
    where label_key like 'formula.%' and language = 'en'
    union all
    select
        'target' as part,
        measure,
        coalesce(characteristic_key, '') as characteristic_key,
        concat_ws(' ', 'target', aspect) as setting,
        cast(target_value as varchar) as value
    from {{ ref('stg_target') }}
    union all
    select
        'index' as part,
        '' as measure,
        index_key as characteristic_key,
        concat_ws(' ', 'weight', characteristic_key, aspect) as setting,
        cast(cast(weight as double) as varchar) as value
    from {{ ref('dim_index_item') }}
    union all
    select
        'question' as part,
        '' as measure,
        characteristic_key,
        concat_ws(' ', 'question', question_key) as setting,
        concat_ws(' ', aspect, scale_min, scale_max, scale_direction, valid_from, is_comparable) as value
    from question
    where scale_min is not null
    union all
    {{ declared_parts() }}
    union all
    select
        {{ part_of_setting() }} as part,
        '' as measure,
        '' as characteristic_key,
        setting,
        value
    from setting
    where setting not like 'headline_%' and setting not in ('as_of', 'first_month', 'trend_period') and value <> ''
),

final as (
    select
        part,
        measure,
        characteristic_key,
        setting,
        string_agg(value, '; ' order by value) as value
    from declared
    group by part, measure, characteristic_key, setting
)

select * from final
order by part, measure, characteristic_key, setting
