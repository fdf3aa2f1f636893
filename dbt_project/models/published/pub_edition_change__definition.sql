with

definition as (
    select * from {{ ref('pub_definition_change') }}
),

subject as (
    select distinct
        figure_table,
        method,
        measure,
        coalesce(characteristic_key, '') as characteristic_key
    from {{ ref('pub_edition_change__value') }}
),

-- A target is part of what a measure means, but no figure rests on it.
final as (
    select
        subject.figure_table,
        subject.method,
        subject.measure,
        subject.characteristic_key,
        string_agg(distinct definition.setting, ',' order by definition.setting) as settings
    from subject
    inner join definition
        on
            definition.part <> 'target'
            and ({{ is_part_of('definition', 'subject.measure') }} or {{ is_part_of('definition', 'subject.method') }})
            and (definition.characteristic_key in ('', subject.characteristic_key) or subject.characteristic_key = '')
    group by subject.figure_table, subject.method, subject.measure, subject.characteristic_key
)

select * from final
