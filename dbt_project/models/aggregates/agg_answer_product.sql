{{ rebuilt_by_month() }}

{% set key = [
    'month', 'wave', 'source_id', 'replicate_group', 'is_complete', 'cut', 'cut_value', 'characteristic_key', 'scale_min',
    'scale_max', 'scale_direction', 'other_characteristic_key', 'other_scale_min', 'other_scale_max', 'other_scale_direction'
] | join(', ') %}

with

items as (
    select * from {{ ref('agg_answer_product__item') }}
    {{ where_month_is_touched() }}
),

cuts as (
    select cuts_of_responses.*
    from {{ ref('fct_response_cut') }} as cuts_of_responses
    inner join {{ ref('stg_driver_cut') }} as driver_cuts on cuts_of_responses.cut = driver_cuts.cut
    {{ where_month_is_touched('cuts_of_responses.month') }}
),

asked as (
    select
        month,
        wave,
        count(distinct characteristic_key) as n_items
    from items
    group by month, wave
),

-- An interview is complete where it answered all that anybody answered in its month and wave.
interviews as (
    select
        items.response_key,
        count(*) = max(asked.n_items) as is_complete
    from items
    inner join asked on items.month = asked.month and items.wave = asked.wave
    group by items.response_key
),

pairs as (
    select
        one.month,
        one.wave,
        one.source_id,
        one.replicate_group,
        interviews.is_complete,
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
        one.w,
        one.value as x,
        other.value as y,
        one.w * one.value as wx,
        one.w * other.value as wy
    from items as one
    inner join items as other
        on
            one.response_key = other.response_key
            and one.characteristic_key < other.characteristic_key
    inner join interviews on one.response_key = interviews.response_key
    inner join cuts on one.response_key = cuts.response_key
),

final as (
    select
        {{ key }},
        count(*) as n,
        cast(sum(w) as decimal(38, 6)) as w_sum,
        cast(sum(w * w) as decimal(38, 12)) as w2_sum,
        cast(sum(wx) as decimal(38, 12)) as wx_sum,
        cast(sum(wy) as decimal(38, 12)) as wy_sum,
        cast(sum(wx * x) as decimal(38, 18)) as wx2_sum,
        cast(sum(wy * y) as decimal(38, 18)) as wy2_sum,
        cast(sum(wx * y) as decimal(38, 18)) as wxy_sum
    from pairs
    group by {{ key }}
)

select * from final
