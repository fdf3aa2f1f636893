{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail', pre_hook="{{ delete_touched_months() }}"
) }}

with

letters as (
    select * from {{ ref('fct_letter') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        month,
        source_id,
        characteristic_key,
        coalesce(addressed_team, 'not_stated') as addressed_team,
        count(*) as n_thanks
    from letters
    group by month, source_id, characteristic_key, coalesce(addressed_team, 'not_stated')
)

select * from final
