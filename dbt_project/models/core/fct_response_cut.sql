{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail', pre_hook="{{ delete_touched_months() }}"
) }}

with

responses as (
    select
        source_id || '|' || source_record_id as response_key,
        {{ month_of('event_at') }} as month,
        segments
    from {{ ref('stg_survey_response') }}
),

touched as (
    select * from responses
    {{ where_month_is_touched() }}
),

stated as (
    {{ explode_map('touched', 'segments', 'cut', 'cut_value', keep=['response_key', 'month']) }}
),

declared as (
    select * from {{ ref('dim_segment') }}
),

-- A value that the profile does not declare is no cell; the test on declared segments names it.
final as (
    select
        response_key,
        month,
        'overall' as cut,
        'all' as cut_value
    from touched
    union all
    select
        stated.response_key,
        stated.month,
        stated.cut,
        stated.cut_value
    from stated
    inner join declared
        on
            stated.cut = declared.cut
            and stated.cut_value = declared.cut_value
)

select * from final
