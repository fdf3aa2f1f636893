with

scores as (
    select * from {{ ref('stg_competitor_score') }}
),

final as (
    select
        source_id || '|' || source_record_id as competitor_score_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        study,
        competitor_key,
        characteristic_key,
        coalesce(respondent_status, 'current') as respondent_status,
        unit,
        estimate,
        se,
        n,
        period_start,
        period_end
    from scores
)

select * from final
