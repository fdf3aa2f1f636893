with

counts as (
    select * from {{ ref('mart_promise__count') }}
),

shares as (
    select
        *,
        n_kept / n_checks as share,
        n_kept / n_checks as estimate,
        n_checks as n_eff,
        'wilson' as ci_method,
        {{ wilson_low_of('n_kept', 'n_checks') }} as ci_low,
        {{ wilson_high_of('n_kept', 'n_checks') }} as ci_high,
        lag(period_start) over series as previous_period_start
    from counts
    window series as (partition by promise_key, version_number, cut, cut_value, period_type order by period_start)
),

-- All promises of two periods are compared only where they are the same promises.
compared as (
    select
        now.promise_key,
        now.version_number,
        now.cut,
        now.cut_value,
        now.period_type,
        now.period_start,
        now.previous_period_start,
        before.estimate as previous_estimate,
        before.n_checks as previous_n,
        now.estimate - before.estimate as difference,
        least(now.n_checks, before.n_checks) < {{ setting('flag_n') }} as is_too_small,
        {{ two_shares_p('now', 'before') }} as pooled_p,
        {{ newcombe_distances('now', 'before') }}
    from shares as now
    inner join shares as before
        on
            now.promise_key = before.promise_key
            and now.version_number = before.version_number
            and now.cut = before.cut
            and now.cut_value = before.cut_value
            and now.period_type = before.period_type
            and now.previous_period_start = before.period_start
            and now.promise_versions = before.promise_versions
),

-- Two rates that are both 1 have no error by the pooled share, and do not differ.
tests as (
    select
        *,
        concat_ws('|', promise_key = 'all', cut, period_type, period_start) as family,
        case when not is_too_small then coalesce(pooled_p, 1) end as p_value
    from compared
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        promise_key,
        version_number,
        cut,
        cut_value,
        period_type,
        period_start,
        previous_period_start,
        previous_estimate,
        cast(previous_n as bigint) as previous_n,
        difference,
        difference - newcombe_below as difference_ci_low,
        difference + newcombe_above as difference_ci_high,
        p_value as change_p_value,
        p_adjusted as change_p_adjusted,
        case
            when is_too_small then 'too_small'
            when p_adjusted > {{ setting('false_discovery_rate') }} then 'no_detectable_change'
            when difference > 0 then 'improved'
            else 'declined'
        end as change_verdict
    from adjusted
)

select * from final
