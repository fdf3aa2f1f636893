{{ config(materialized='view') }}

with

zones as (
    select * from {{ ref('fct_zone_of_tolerance') }}
),

kano_pairs as (
    select * from {{ ref('fct_kano_pair') }}
),

index_scores as (
    select * from {{ ref('fct_index_score') }}
),

zone_values as (
    {% for aspect in ['adequacy', 'superiority', 'zone_width', 'zone'] %}
        select
            response_key,
            characteristic_key,
            '{{ aspect }}' as aspect,
            cast({{ aspect }} as decimal(9, 6)) as value,
            missing_code,
            scale_min,
            scale_max,
            scale_direction,
            month,
            source_id,
            source_row
        from zones
        {{ 'where has_desired' if aspect != 'adequacy' }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

kano_values as (
    select
        response_key,
        characteristic_key,
        'kano_category' as aspect,
        cast(category as decimal(9, 6)) as value,
        missing_code,
        cast(1 as decimal(9, 6)) as scale_min,
        cast(6 as decimal(9, 6)) as scale_max,
        'up' as scale_direction,
        month,
        source_id,
        source_row
    from kano_pairs
),

index_values as (
    select
        response_key,
        index_key as characteristic_key,
        'index' as aspect,
        value,
        missing_code,
        scale_min,
        scale_max,
        'up' as scale_direction,
        month,
        source_id,
        source_row
    from index_scores
),

final as (
    select * from zone_values
    union all
    select * from kano_values
    union all
    select * from index_values
)

select * from final
