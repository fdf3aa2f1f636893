with

complaint as (
    select * from {{ ref('agg_complaint') }}
),

months as (
    select
        month,
        cause_key,
        n_received
    from complaint
    where cut = 'overall' and month <= {{ setting('as_of') }}
),

mapped as (
    select
        'last_12_months' as period_type,
        cast(date_trunc('month', {{ setting('as_of') }}) - interval 11 month as date) as period_start,
        {{ setting('as_of') }} as period_end,
        cause_key,
        n_received
    from months
    where month > {{ setting('as_of') }} - interval 12 month

    union all

    select
        'quarter' as period_type,
        {{ period_start_of('quarter', 'month') }} as period_start,
        {{ period_end_of('quarter', 'month') }} as period_end,
        cause_key,
        n_received
    from months
),

counted as (
    select
        period_type,
        period_start,
        period_end,
        cause_key,
        cast(sum(n_received) as bigint) as n
    from mapped
    where period_end <= {{ setting('as_of') }}
    group by period_type, period_start, period_end, cause_key
),

exposures as (
    select * from {{ ref('mart_complaint_cause__exposure') }}
),

-- "Other" and what nobody classified stand last, however many they are: they name no cause to work on.
shares as (
    select
        *,
        sum(n) over (partition by period_type, period_start) as n_total,
        n / sum(n) over (partition by period_type, period_start) as share,
        row_number() over (
            partition by period_type, period_start
            order by cause_key in ('other', 'not_classified') asc, n desc, cause_key asc
        ) as cause_rank
    from counted
),

with_exposure as (
    select
        shares.*,
        exposures.exposure
    from shares
    left join exposures using (period_type, period_start)
),

final as (
    select
        period_type,
        period_start,
        period_end,
        cause_key,
        n,
        cast(n_total as bigint) as n_total,
        share,
        {{ wilson_low('share', 'n_total') }} as ci_low,
        {{ wilson_high('share', 'n_total') }} as ci_high,
        'wilson' as ci_method,
        cast(cause_rank as integer) as rank,
        sum(share) over (partition by period_type, period_start order by cause_rank) as running_share,
        exposure,
        1000.0 * n / exposure as rate_per_1000,
        1000.0 * {{ poisson_low('n') }} / exposure as rate_ci_low,
        1000.0 * {{ poisson_high('n') }} / exposure as rate_ci_high,
        case when n_total < {{ setting('flag_n') }} then 'small_base' end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from with_exposure
)

select * from final
