{{ rebuilt_by_month() }}

with

responses as (
    select * from {{ ref('fct_response') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        month,
        coalesce(wave, '') as wave,
        source_id,
        coalesce(mode, '') as mode,
        count(*) as n_responses,
        cast(sum(weight) as decimal(38, 6)) as w_sum
    from responses
    group by month, coalesce(wave, ''), source_id, coalesce(mode, '')
)

select * from final
