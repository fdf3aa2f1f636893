-- Every dispute in its own cell, and in the cells of all providers and of all methods.
with

disputes as (
    select * from {{ ref('agg_dispute') }}
),

periods as (
    select * from {{ ref('mart_complaint__period') }}
),

cut_off as (
    select
        {{ end_of_day('reporting.as_of', 'complaint_settings.timezone') }} as ended_at
    from {{ ref('dim_reporting_setting') }} as reporting
    cross join {{ ref('dim_complaint_setting') }} as complaint_settings
),

followed as (
    select
        disputes.* exclude (days),
        coalesce(
            disputes.days,
            {{ whole_days(seconds_between('disputes.open_since', 'cut_off.ended_at')) }}
        ) as days
    from disputes
    cross join cut_off
),

levels as (
    select
        level.by_provider,
        level.by_method
    from (values (true, true), (true, false), (false, true), (false, false)) as level (by_provider, by_method)
),

final as (
    select
        periods.period_type,
        periods.period_start,
        periods.period_end,
        periods.is_partial,
        case when levels.by_provider then followed.provider else 'all' end as provider,
        case when levels.by_method then followed.method else 'all' end as method,
        followed.outcome,
        followed.is_implemented,
        followed.outcome <> 'open' as is_event,
        followed.days,
        followed.currency,
        cast(sum(followed.n) as bigint) as n,
        cast(sum(followed.n_cost) as bigint) as n_cost,
        cast(sum(followed.cost_sum) as decimal(38, 6)) as cost_sum
    from followed
    inner join periods on followed.month = periods.month
    cross join levels
    group by all
)

select * from final
