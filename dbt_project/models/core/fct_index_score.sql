{{ rebuilt_by_month() }}

with

answers as (
    select * from {{ ref('fct_answer') }}
    {{ where_month_is_touched(and_also='is_counted') }}
),

items as (
    select * from {{ ref('dim_index_item') }}
),

-- Items that run down are turned round, so that more is better in the index.
asked as (
    select
        answers.*,
        items.index_key,
        items.weight,
        items.n_items,
        {{ more_is_better('answers') }} as level
    from answers
    inner join items
        on
            answers.characteristic_key = items.characteristic_key
            and answers.aspect = items.aspect
),

summed as (
    select
        response_key,
        index_key,
        month,
        source_id,
        min(source_row) as source_row,
        min(n_items) as n_items,
        count(*) as n_asked,
        sum(weight * level) as level_sum,
        sum(weight * scale_min) as scale_min_sum,
        sum(weight * scale_max) as scale_max_sum,
        max(scale_min) > min(scale_min) or max(scale_max) > min(scale_max) as has_several_scales,
        min(missing_code) as first_missing_code
    from asked
    group by response_key, index_key, month, source_id
),

complete as (
    select
        *,
        coalesce(first_missing_code, case when has_several_scales then 'inconsistent' end) as missing_code
    from summed
    where n_asked = n_items
),

-- The weighted sum on the scale of weighted sums: no division, so that the value is an exact decimal.
final as (
    select
        response_key,
        index_key,
        cast(case when missing_code is null then level_sum end as decimal(9, 6)) as value,
        cast(scale_min_sum as decimal(9, 6)) as scale_min,
        cast(scale_max_sum as decimal(9, 6)) as scale_max,
        missing_code,
        month,
        source_id,
        source_row
    from complete
)

select * from final
