{{ config(materialized='view') }}

with

responses as (
    select * from {{ ref('fct_response') }}
),

answers as (
    select * from {{ ref('fct_answer') }}
    where is_counted and value is not null
),

drivers as (
    select * from {{ ref('stg_driver') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- A driver as perceived, or the judgement that it is set against.
wanted as (
    select answers.*
    from answers
    cross join settings
    left join drivers on answers.characteristic_key = drivers.characteristic_key
    where
        (answers.characteristic_key = settings.headline_characteristic and answers.aspect = settings.headline_aspect)
        or (
            drivers.characteristic_key is not null
            and answers.aspect = 'perception'
            and answers.characteristic_key <> settings.headline_characteristic
        )
),

-- Turned so that more is better; sampling units fall into replicate groups whole.
final as (
    select
        wanted.response_key,
        responses.month,
        coalesce(responses.wave, '') as wave,
        responses.source_id,
        {{ replicate_group(
            "responses.source_id || '|' || case when responses.psu = '' then responses.response_key else responses.psu end"
        ) }} as replicate_group,
        responses.weight as w,
        wanted.characteristic_key,
        wanted.scale_min,
        wanted.scale_max,
        wanted.scale_direction,
        {{ more_is_better('wanted') }} as value
    from wanted
    inner join responses on wanted.response_key = responses.response_key
)

select * from final
