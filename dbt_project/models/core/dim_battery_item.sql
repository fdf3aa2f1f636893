with

questions as (
    select * from {{ ref('dim_question') }}
),

characteristics as (
    select * from {{ ref('dim_characteristic') }}
),

index_items as (
    select * from {{ ref('dim_index_item') }}
),

-- What customers judged characteristic by characteristic; the overall judgement is no item among them.
perceptions as (
    select distinct
        'perception' as battery_key,
        'aspect' as battery_kind,
        questions.characteristic_key,
        questions.aspect,
        characteristics.position as item_position
    from questions
    inner join characteristics on questions.characteristic_key = characteristics.characteristic_key
    where questions.aspect = 'perception' and not characteristics.is_overall
),

listed as (
    select * from perceptions
    union all
    select
        index_key as battery_key,
        'index' as battery_kind,
        characteristic_key,
        aspect,
        position as item_position
    from index_items
),

final as (
    select
        *,
        characteristic_key || '.' || aspect as item
    from listed
)

select * from final
