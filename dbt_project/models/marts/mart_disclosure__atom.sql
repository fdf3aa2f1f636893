with

answers as (
    select * from {{ ref('agg_answer_value') }}
    where value is not null and month <= {{ setting('as_of') }}
),

answer_atoms as (
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
),

registered as (
    select
        'complaint' as subject,
        'cause' as aspect,
        month,
        cut,
        cut_value,
        n_received as n
    from {{ ref('agg_complaint') }}
    where cut = 'overall'
    union all
    select
        'promise' as subject,
        promise_key as aspect,
        month,
        cut,
        cut_value,
        n_checks as n
    from {{ ref('agg_promise') }}
    union all
    select
        'dispute' as subject,
        'all' as aspect,
        month,
        'overall' as cut,
        'all' as cut_value,
        n
    from {{ ref('agg_dispute') }}
),

-- Records of registers have neither wave nor scale, and count by the month.
register_atoms as (
    select
        subject,
        aspect,
        'all' as characteristic_key,
        month,
        '' as wave,
        '' as scale,
        cast(month as varchar) as slot,
        cut,
        cut_value,
        cast(sum(n) as bigint) as n
    from registered
    where month <= {{ setting('as_of') }}
    group by all
),

final as (
    select * from answer_atoms
    union all
    select * from register_atoms
)

select * from final
