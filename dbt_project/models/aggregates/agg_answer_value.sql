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

answers as (
    select
        response_key,
        characteristic_key,
        aspect,
        value,
        missing_code,
        scale_min,
        scale_max,
        scale_direction
    from {{ ref('fct_answer') }}
    {{ where_month_is_touched(and_also='is_counted') }}
    union all
    select
        response_key,
        characteristic_key,
        'gap' as aspect,
        difference as value,
        missing_code,
        scale_min,
        scale_max,
        scale_direction
    from {{ ref('fct_gap_pair') }}
    {{ where_month_is_touched() }}
    union all
    select
        response_key,
        characteristic_key,
        aspect,
        value,
        missing_code,
        scale_min,
        scale_max,
        scale_direction
    from {{ ref('fct_derived_value') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        responses.month,
        coalesce(responses.wave, '') as wave,
        responses.source_id,
        responses.stratum,
        responses.psu,
        responses.weighting_cell,
        answers.characteristic_key,
        answers.aspect,
        answers.scale_min,
        answers.scale_max,
        answers.scale_direction,
        cuts.cut,
        cuts.cut_value,
        answers.value,
        answers.missing_code,
        count(*) as n,
        cast(sum(responses.weight) as decimal(38, 6)) as w_sum,
        cast(sum(responses.weight * responses.weight) as decimal(38, 12)) as w2_sum
    from answers
    inner join responses on answers.response_key = responses.response_key
    inner join cuts on answers.response_key = cuts.response_key
    group by all
)

select * from final
