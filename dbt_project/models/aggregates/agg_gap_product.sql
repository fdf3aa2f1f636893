{{ rebuilt_by_month() }}

{% set key = [
    'month', 'wave', 'source_id', 'stratum', 'cut', 'cut_value', 'characteristic_key', 'scale_min', 'scale_max', 'scale_direction',
    'other_characteristic_key', 'other_scale_min', 'other_scale_max', 'other_scale_direction'
] | join(', ') %}

with

responses as (
    select * from {{ ref('fct_response') }}
    {{ where_month_is_touched() }}
),

cuts as (
    select * from {{ ref('fct_response_cut') }}
    {{ where_month_is_touched() }}
),

pairs as (
    select * from {{ ref('fct_gap_pair') }}
    {{ where_month_is_touched() }}
),

characteristics as (
    select * from {{ ref('dim_characteristic') }}
),

-- The overall judgement is no part of a total over characteristics.
complete as (
    select pairs.*
    from pairs
    inner join characteristics on pairs.characteristic_key = characteristics.characteristic_key
    where pairs.difference is not null and not characteristics.is_overall
),

products as (
    select
        responses.month,
        coalesce(responses.wave, '') as wave,
        responses.source_id,
        responses.stratum,
        cuts.cut,
        cuts.cut_value,
        one.characteristic_key,
        one.scale_min,
        one.scale_max,
        one.scale_direction,
        other.characteristic_key as other_characteristic_key,
        other.scale_min as other_scale_min,
        other.scale_max as other_scale_max,
        other.scale_direction as other_scale_direction,
        responses.weight * responses.weight as w2,
        one.difference,
        other.difference as other_difference
    from complete as one
    inner join complete as other
        on
            one.response_key = other.response_key
            and one.characteristic_key <= other.characteristic_key
    inner join responses on one.response_key = responses.response_key
    inner join cuts on one.response_key = cuts.response_key
),

final as (
    select
        {{ key }},
        count(*) as n,
        cast(sum(w2) as decimal(38, 12)) as w2_sum,
        cast(sum({{ weighted_value('w2', 'difference') }}) as decimal(38, 18)) as w2y_sum,
        cast(sum({{ weighted_value('w2', 'other_difference') }}) as decimal(38, 18)) as w2z_sum,
        cast(sum({{ weighted_product('w2', 'difference', 'other_difference') }}) as decimal(38, 20)) as w2yz_sum
    from products
    group by {{ key }}
)

select * from final
