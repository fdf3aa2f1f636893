with

products as (
    select * from {{ ref('agg_answer_product') }}
    where cut = 'overall' and month <= {{ setting('as_of') }}
),

summed as (
    select
        characteristic_key,
        other_characteristic_key,
        sum(n) as n,
        cast(sum(w_sum) as double) as w,
        cast(sum(wx_sum) as double) as wx,
        cast(sum(wy_sum) as double) as wy,
        cast(sum(wx2_sum) as double) as wx2,
        cast(sum(wy2_sum) as double) as wy2,
        cast(sum(wxy_sum) as double) as wxy
    from products
    group by
        characteristic_key, other_characteristic_key, scale_min, scale_max, scale_direction, other_scale_min,
        other_scale_max, other_scale_direction
),

-- Of several scales the one with most answers; a constant item is correlated with nothing.
correlated as (
    select
        characteristic_key,
        other_characteristic_key,
        coalesce(
            (wxy - wx * wy / w) / nullif(sqrt(greatest(0, wx2 - wx * wx / w) * greatest(0, wy2 - wy * wy / w)), 0), 0
        ) as correlation
    from summed
    qualify row_number() over (
        partition by characteristic_key, other_characteristic_key order by n desc, w desc
    ) = 1
),

final as (
    select * from correlated
    union all
    select
        other_characteristic_key as characteristic_key,
        characteristic_key as other_characteristic_key,
        correlation
    from correlated
)

select * from final
