{% set cell = 'period_type, period_start, cut, cut_value' %}
{% set scale = 'scale_min, scale_max, scale_direction' %}

with

weights as (
    select * from {{ ref('mart_metric__gap_weight') }}
),

products as (
    select * from {{ ref('agg_gap_product') }}
),

units as (
    select * from {{ ref('mart_metric__unit') }}
    where measure = 'M5_gap'
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

-- Sum over respondents of the squared total of their linearised gaps, from the products of every two characteristics.
respondent_squares as (
    select
        period_months.period_type,
        period_months.period_start,
        products.cut,
        products.cut_value,
        products.source_id,
        products.stratum,
        sum(
            case when one.characteristic_key = other.characteristic_key then 1 else 2 end
            * one.coefficient * other.coefficient / (one.w_total * other.w_total)
            * (
                cast(products.w2yz_sum as double) - other.theta * cast(products.w2y_sum as double)
                - one.theta * cast(products.w2z_sum as double)
                + one.theta * other.theta * cast(products.w2_sum as double)
            )
            order by one.characteristic_key asc, other.characteristic_key asc, products.month asc, products.wave asc
        ) as square_sum
    from products
    inner join period_months
        on {{ in_period('products') }}
    inner join weights as one
        on
            {{ same_gap('one', '') }}
    inner join weights as other
        on
            {{ same_gap('other', 'other_') }}
    group by all
),

-- Linearised totals are linear, so a sampling unit's is the sum of those of its characteristics.
unit_totals as (
    select
        {{ cell }},
        units.source_id,
        units.stratum,
        units.psu,
        sum(
            weights.coefficient * (cast(units.wy as double) - weights.theta * cast(units.w as double)) / weights.w_total
            order by characteristic_key asc
        ) as total
    from units
    inner join weights using ({{ cell }}, characteristic_key, {{ scale }})
    group by {{ cell }}, units.source_id, units.stratum, units.psu
),

strata as (
    select
        {{ cell }},
        source_id,
        stratum,
        sum(total order by psu asc) as total,
        sum(total * total order by psu asc) as unit_square_sum
    from unit_totals
    group by {{ cell }}, source_id, stratum
),

final as (
    select
        strata.*,
        greatest(0, respondent_squares.square_sum) as respondent_square_sum,
        case
            when sources.is_clustered then strata.unit_square_sum
            else greatest(0, respondent_squares.square_sum)
        end as square_sum
    from strata
    inner join respondent_squares using ({{ cell }}, source_id, stratum)
    inner join sources using (source_id)
)

select * from final
