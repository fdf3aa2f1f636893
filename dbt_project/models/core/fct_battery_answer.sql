{{ config(materialized='view') }}

with

responses as (
    select * from {{ ref('fct_response') }}
),

answers as (
    select * from {{ ref('fct_answer') }}
    where is_counted and value is not null
),

items as (
    select * from {{ ref('dim_battery_item') }}
),

-- Items that run down are turned round, so that all items of a battery point one way.
final as (
    select
        answers.response_key,
        items.battery_key,
        items.battery_kind,
        items.item,
        items.item_position,
        answers.scale_min,
        answers.scale_max,
        {{ more_is_better('answers') }} as level,
        responses.weight,
        answers.month,
        coalesce(responses.wave, '') as wave,
        answers.source_id
    from answers
    inner join items
        on
            answers.characteristic_key = items.characteristic_key
            and answers.aspect = items.aspect
    inner join responses
        on
            answers.response_key = responses.response_key
            and answers.month = responses.month
)

select * from final
