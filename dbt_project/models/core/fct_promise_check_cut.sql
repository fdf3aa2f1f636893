{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail', pre_hook="{{ delete_touched_months() }}"
) }}

with

checks as (
    select
        source_id || '|' || source_record_id as promise_check_key,
        {{ month_of('event_at') }} as month,
        segments
    from {{ ref('stg_promise_check') }}
),

touched as (
    select * from checks
    {{ where_month_is_touched() }}
),

stated as (
    {{ explode_map('touched', 'segments', 'cut', 'cut_value', keep=['promise_check_key', 'month']) }}
),

declared as (
    select * from {{ ref('dim_segment') }}
),

final as (
    select
        promise_check_key,
        month,
        'overall' as cut,
        'all' as cut_value
    from touched
    union all
    select
        stated.promise_check_key,
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
