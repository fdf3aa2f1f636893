with

found as (
    select * from {{ ref('mart_change_point__found') }}
),

final as (
    select
        cast(measure as varchar) as measure,
        cast(aspect as varchar) as aspect,
        cast(characteristic_key as varchar) as characteristic_key,
        cast(cut as varchar) as cut,
        cast(cut_value as varchar) as cut_value,
        cast(period_type as varchar) as period_type,
        cast(period_start as date) as period_start,
        cast(position as integer) as position,
        cast(change_size as double) as change_size,
        cast(ci_low as double) as ci_low,
        cast(ci_high as double) as ci_high,
        'weighted_means' as ci_method,
        cast(n_points as integer) as n_points,
        cast(penalty as double) as penalty,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from found
)

select * from final
