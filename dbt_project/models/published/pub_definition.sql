with

label as (
    select * from {{ ref('pub_label') }}
),

parts as (
    select
        language,
        text,
        split_part(label_key, '.', 1) as part,
        split_part(label_key, '.', 2) as measure
    from label
    where split_part(label_key, '.', 1) in ('measure', 'formula', 'formula_source')
),

setting as (
    select * from {{ ref('pub_definition_setting') }}
),

measures as (
    select distinct measure
    from parts
),

hashed as (
    select
        measures.measure,
        md5(string_agg(
            concat_ws('|', setting.part, setting.characteristic_key, setting.setting, setting.value),
            chr(10)
            order by setting.part, setting.characteristic_key, setting.setting
        )) as definition_hash
    from measures
    inner join setting on {{ is_part_of('setting', 'measures.measure') }}
    group by measures.measure
),

final as (
    select
        parts.measure,
        cast({{ var('definition_version') }} as integer) as definition_version,
        hashed.definition_hash,
        parts.language,
        max(case when parts.part = 'measure' then parts.text end) as name,
        max(case when parts.part = 'formula' then parts.text end) as formula,
        max(case when parts.part = 'formula_source' then parts.text end) as source
    from parts
    left join hashed on parts.measure = hashed.measure
    group by parts.measure, hashed.definition_hash, parts.language
)

select * from final
order by measure, language
