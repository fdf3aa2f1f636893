with

promises as (
    select * from {{ ref('mart_promise') }}
    where period_type in ('quarter', 'year')
),

disclosure as (
    {{ disclosed('promise', ['aspect', 'cut', 'cut_value', 'period_type', 'period_start']) }}
),

-- A cell of the disclosure holds all versions of a promise: each of them must be large enough, too.
single as (
    select
        promises.*,
        coalesce(not disclosure.is_hidden, false)
        and min(promises.n) over (
            partition by
                promises.promise_key, promises.cut, promises.cut_value, promises.period_type, promises.period_start
        ) >= {{ setting('minimum_n') }} as is_shown
    from promises
    left join disclosure
        on
            promises.promise_key = disclosure.aspect
            and promises.cut = disclosure.cut
            and promises.cut_value = disclosure.cut_value
            and promises.period_type = disclosure.period_type
            and promises.period_start = disclosure.period_start
    where promises.promise_key <> 'all'
),

-- All promises are the sum of each: of everybody only, and of a year only where none of its quarters is hidden.
together as (
    select
        promises.*,
        bool_and(single.is_shown) as is_shown
    from promises
    inner join single
        on
            promises.cut = single.cut
            and promises.period_start <= single.period_start
            and promises.period_end >= single.period_end
    where promises.promise_key = 'all' and promises.cut = 'overall'
    group by all
),

every_row as (
    select * from single
    union all by name
    select * from together
),

judged as (
    select
        every_row.*,
        every_row.is_shown and (every_row.previous_period_start is null or before.is_shown) as is_change_shown,
        every_row.is_shown and every_row.n_breaches >= {{ setting('minimum_n') }} as is_breach_shown
    from every_row
    left join every_row as before
        on
            every_row.promise_key = before.promise_key
            and every_row.version_number = before.version_number
            and every_row.cut = before.cut
            and every_row.cut_value = before.cut_value
            and every_row.period_type = before.period_type
            and every_row.previous_period_start = before.period_start
),

final as (
    select
        {{ figure_id(
            'promise', ['promise_key', 'version_number', 'cut', 'cut_value', 'period_type', 'period_start']) }},
        measure,
        promise_key,
        version_number,
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        target_kept_rate as target,
        {{ shown([
            'n', 'n_kept', 'estimate', 'ci_low', 'ci_high', 'ci_method', 'n_breaches', 'p_adjusted', 'verdict', 'caveat'
        ]) }},
        {{ shown([
            'previous_period_start', 'previous_estimate', 'previous_n', 'difference', 'difference_ci_low',
            'difference_ci_high', 'change_p_adjusted', 'change_verdict'
        ], 'is_change_shown') }},
        {{ shown([
            'n_breaches_with_complaint', 'complaint_share_after_breach', 'complaint_after_breach_ci_low',
            'complaint_after_breach_ci_high', 'remedy_rate', 'remedy_ci_low', 'remedy_ci_high'
        ], 'is_breach_shown') }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by promise_key, version_number, cut, cut_value, period_type, period_start
