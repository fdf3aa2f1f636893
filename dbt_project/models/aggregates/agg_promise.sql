{{ rebuilt_by_month() }}

-- The day is kept because a version of a promise may begin on any day, and may be registered after its checks.
with

checks as (
    select * from {{ ref('fct_promise_check') }}
    {{ where_month_is_touched() }}
),

cuts as (
    select * from {{ ref('fct_promise_check_cut') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        checks.month,
        cast(checks.checked_at as date) as checked_on,
        checks.source_id,
        checks.promise_key,
        cuts.cut,
        cuts.cut_value,
        count(*) as n_checks,
        {{ count_of('checks.is_kept') }} as n_kept,
        {{ count_of('not checks.is_kept and checks.is_remedy_given') }} as n_remedies,
        {{ count_of('not checks.is_kept and checks.is_remedy_given is not null') }} as n_remedy_known,
        {{ count_of('not checks.is_kept and checks.complaint_reference is not null') }} as n_breaches_with_complaint,
        {{ count_of('checks.is_kept and checks.complaint_reference is not null') }} as n_kept_with_complaint
    from checks
    inner join cuts on checks.promise_check_key = cuts.promise_check_key
    group by
        checks.month,
        cast(checks.checked_at as date),
        checks.source_id,
        checks.promise_key,
        cuts.cut,
        cuts.cut_value
)

select * from final
