with

answers as (
    select * from {{ ref('agg_answer_value') }}
    where value is not null and month <= {{ setting('as_of') }}
),

complaints as (
    select * from {{ ref('agg_complaint') }}
    where cut = 'overall' and month <= {{ setting('as_of') }}
),

promises as (
    select * from {{ ref('agg_promise') }}
    where month <= {{ setting('as_of') }}
),

disputes as (
    select * from {{ ref('agg_dispute') }}
    where month <= {{ setting('as_of') }}
),

final as (
    select
        'survey_answer' as subject,
        aspect,
        characteristic_key,
        month,
        wave,
        {{ disclosure_scale() }} as scale,
        concat_ws('|', month, wave, {{ disclosure_scale() }}) as slot,
        cut,
        cut_value,
        cast(sum(n) as bigint) as n
    from answers
    group by all

    union all

    select
        'complaint' as subject,
        'cause' as aspect,
        'all' as characteristic_key,
        month,
        '' as wave,
        '' as scale,
        cast(month as varchar) as slot,
        cut,
        cut_value,
        cast(sum(n_received) as bigint) as n
    from complaints
    group by all

    union all

    select
        'promise' as subject,
        promise_key as aspect,
        'all' as characteristic_key,
        month,
        '' as wave,
        '' as scale,
        cast(month as varchar) as slot,
        cut,
        cut_value,
        cast(sum(n_checks) as bigint) as n
    from promises
    group by all

    union all

    select
        'dispute' as subject,
        'all' as aspect,
        'all' as characteristic_key,
        month,
        '' as wave,
        '' as scale,
        cast(month as varchar) as slot,
        'overall' as cut,
        'all' as cut_value,
        cast(sum(n) as bigint) as n
    from disputes
    group by all
)

select * from final
