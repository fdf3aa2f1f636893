with

registered as (
    select * from {{ ref('stg_review') }}
),

final as (
    select
        source_id || '|' || source_record_id as review_key,
        source_id,
        batch_id,
        source_record_id,
        source_row,
        event_at,
        {{ month_of('event_at') }} as month,
        customer_key,
        language,
        platform,
        site,
        rating,
        rating_min,
        rating_max,
        cast(
            case
                when rating_max > rating_min then 100 * (rating - rating_min) / (rating_max - rating_min)
            end as decimal(9, 6)
        ) as score_0_100,
        is_verified,
        replied_at,
        edited_at,
        coalesce(is_deleted, false) as is_deleted,
        coalesce(characteristic_key, 'not_classified') as characteristic_key,
        theme,
        sentiment,
        coder
    from registered
)

select * from final
