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

final as (
    select
        measure,
        cast({{ var('definition_version') }} as integer) as definition_version,
        language,
        max(case when part = 'measure' then text end) as name,
        max(case when part = 'formula' then text end) as formula,
        max(case when part = 'formula_source' then text end) as source
    from parts
    group by measure, language
)

select * from final
order by measure, language
