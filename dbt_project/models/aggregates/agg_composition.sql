{{ rebuilt_by_month() }}

with

responses as (
    select * from {{ ref('fct_response') }}
    {{ where_month_is_touched() }}
),

cuts as (
    select * from {{ ref('fct_response_cut') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        responses.month,
        coalesce(responses.wave, '') as wave,
        responses.source_id,
        cuts.cut,
        cuts.cut_value,
        count(*) as n,
        cast(sum(responses.base_weight) as decimal(38, 6)) as base_w_sum,
        cast(sum(responses.base_weight * responses.base_weight) as decimal(38, 12)) as base_w2_sum
    from responses
    inner join cuts on responses.response_key = cuts.response_key
    group by responses.month, coalesce(responses.wave, ''), responses.source_id, cuts.cut, cuts.cut_value
)

select * from final
