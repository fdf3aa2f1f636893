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

pairs as (
    select * from {{ ref('fct_gap_pair') }}
    {{ where_month_is_touched() }}
),

complete as (
    select * from pairs
    where difference is not null
),

final as (
    select
        responses.month,
        coalesce(responses.wave, '') as wave,
        responses.source_id,
        responses.stratum,
        responses.psu,
        responses.weighting_cell,
        complete.characteristic_key,
        complete.scale_min,
        complete.scale_max,
        complete.scale_direction,
        cuts.cut,
        cuts.cut_value,
        {%- for level in ['perceived', 'expected'] %}
            {% set value = 'complete.' ~ level ~ '_value' %}
            {% set w2 = 'responses.weight * responses.weight' %}
            cast(sum(responses.weight * {{ value }}) as decimal(38, 12)) as {{ level }}_wy_sum,
            cast(sum(responses.weight * {{ value }} * {{ value }}) as decimal(38, 18)) as {{ level }}_wy2_sum,
            cast(sum({{ weighted_value(w2, value) }}) as decimal(38, 18)) as {{ level }}_w2y_sum,
            cast(sum({{ weighted_square(w2, value) }}) as decimal(38, 20)) as {{ level }}_w2y2_sum,
        {%- endfor %}
        count(*) as n,
        cast(sum(responses.weight) as decimal(38, 6)) as w_sum,
        cast(sum(responses.weight * responses.weight) as decimal(38, 12)) as w2_sum
    from complete
    inner join responses on complete.response_key = responses.response_key
    inner join cuts on complete.response_key = cuts.response_key
    group by all
)

select * from final
