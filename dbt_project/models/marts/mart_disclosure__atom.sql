with

answers as (
    select * from {{ ref('agg_answer_value') }}
    where value is not null and month <= {{ setting('as_of') }}
),

complaints as (
    select * from {{ ref('agg_complaint') }}
    where cut = 'overall' and month <= {{ setting('as_of') }}
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
)

select * from final
