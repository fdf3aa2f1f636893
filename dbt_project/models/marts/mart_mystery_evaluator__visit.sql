with

visits as (
    select * from {{ ref('agg_mystery_visit') }}
    where cut = 'overall' and month <= {{ setting('as_of') }}
),

scored as (
    select
        visit_key,
        evaluator,
        site,
        scenario,
        min(month) as month,
        100 * cast(sum(points_sum) as double) / cast(sum(applicable_points_sum) as double) as score_0_100
    from visits
    group by visit_key, evaluator, site, scenario
    having sum(applicable_points_sum) > 0
),

final as (
    select
        'all' as period_type,
        min(month) over () as period_start,
        {{ setting('as_of') }} as period_end,
        * exclude (month)
    from scored
    union all
    select
        'last_12_months' as period_type,
        cast(date_trunc('month', {{ setting('as_of') }}) - interval 11 month as date) as period_start,
        {{ setting('as_of') }} as period_end,
        * exclude (month)
    from scored
    where month > {{ setting('as_of') }} - interval 12 month
)

select * from final
