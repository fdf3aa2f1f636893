with

settings as (
    select * from {{ ref('stg_setting') }}
),

-- A line is a number, or 'mean' or 'median' over the points; what is not declared takes the profile's defaults.
pivoted as (
    select
        max(case when setting = 'driver_missing' then value end) as driver_missing,
        max(case when setting = 'quadrant_importance' then value end) as importance_kind,
        max(case when setting = 'quadrant_importance_line' then value end) as importance_line,
        max(case when setting = 'quadrant_performance_line' then value end) as performance_line,
        max(case when setting = 'competition_important_from' then value end) as important_from,
        max(case when setting = 'competition_clear_lead_points' then cast(value as double) end) as clear_lead_points,
        max(case when setting = 'competition_weak_below' then cast(value as double) end) as weak_below
    from settings
),

final as (
    select
        coalesce(driver_missing, 'pairwise') as driver_missing,
        coalesce(importance_kind, 'stated') as importance_kind,
        coalesce(importance_line, 'mean') as importance_line,
        coalesce(performance_line, 'mean') as performance_line,
        coalesce(important_from, 'mean') as important_from,
        coalesce(clear_lead_points, 0.0) as clear_lead_points,
        coalesce(weak_below, 50.0) as weak_below
    from pivoted
)

select * from final
