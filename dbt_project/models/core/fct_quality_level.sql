with

levels as (
    select * from {{ ref('stg_quality_level') }}
),

final as (
    select
        source_id || '|' || source_record_id as quality_level_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        characteristic_key,
        level,
        cut,
        cut_value,
        period_start,
        period_end,
        score_0_100,
        se,
        n,
        evidence
    from levels
)

select * from final
