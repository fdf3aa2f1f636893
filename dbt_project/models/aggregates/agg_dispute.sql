with

disputes as (
    select * from {{ ref('fct_dispute') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- What closed after the cut-off is still open at it, and its outcome is not known yet.
known as (
    select
        disputes.*,
        disputes.closed_at is not null and {{ month_of('disputes.closed_at') }} <= settings.as_of as is_closed
    from disputes
    cross join settings
),

final as (
    select
        month,
        provider,
        coalesce(method, 'not_stated') as method,
        case when is_closed then coalesce(outcome, 'not_stated') else 'open' end as outcome,
        case when is_closed then is_implemented end as is_implemented,
        case when is_closed then {{ whole_days(seconds_between('notified_at', 'closed_at')) }} end as days,
        case when not is_closed then notified_at end as open_since,
        currency,
        count(*) as n,
        count(cost) as n_cost,
        cast(sum(cost) as decimal(38, 6)) as cost_sum
    from known
    group by all
)

select * from final
