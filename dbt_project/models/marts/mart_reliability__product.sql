{% set battery = 'period_type, period_start, battery_key, battery_kind, scale_min, scale_max, item_set' %}

with

products as (
    select * from {{ ref('agg_battery_product') }}
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

in_period as (
    select
        period_months.period_type,
        period_months.period_start,
        products.*,
        sources.sampling_kind
    from products
    inner join period_months
        on {{ in_period('products') }}
    inner join sources on products.source_id = sources.source_id
),

final as (
    select
        period_type,
        period_start,
        battery_key,
        battery_kind,
        cast(scale_min as double) as scale_min,
        cast(scale_max as double) as scale_max,
        item_set,
        item,
        other_item,
        min(item_position) as item_position,
        case
            when bool_or(sampling_kind = 'self_selected') then 'self_selected'
            when bool_or(sampling_kind = 'quota') then 'quota'
        end as sampling_kind,
        cast(sum(n_asked) as bigint) as n_asked,
        cast(sum(n) as bigint) as n,
        cast(sum(w_sum) as double) * cast(sum(w_sum) as double) / cast(sum(w2_sum) as double) as n_eff,
        cast(sum(w_sum) as double) as w_sum,
        cast(sum(wy_sum) as double) as wy_sum,
        cast(sum(wz_sum) as double) as wz_sum,
        cast(sum(wyz_sum) as double) as wyz_sum,
        cast(sum(n) as double) as u_sum,
        cast(sum(uy_sum) as double) as uy_sum,
        cast(sum(uz_sum) as double) as uz_sum,
        cast(sum(uyz_sum) as double) as uyz_sum
    from in_period
    group by {{ battery }}, item, other_item
)

select * from final
