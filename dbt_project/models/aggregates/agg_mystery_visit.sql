{{ rebuilt_by_month() }}

with

items as (
    select * from {{ ref('fct_mystery_visit_item') }}
    {{ where_month_is_touched() }}
),

feedback_cuts as (
    select * from {{ ref('fct_feedback_cut') }}
    {{ where_month_is_touched() }}
),

cuts as (
    select
        mystery_visit_item_key,
        'overall' as cut,
        'all' as cut_value
    from items
    union all
    select
        items.mystery_visit_item_key,
        feedback_cuts.cut,
        feedback_cuts.cut_value
    from items
    inner join feedback_cuts
        on items.source_id || '|mystery_visit_item|' || items.source_record_id = feedback_cuts.feedback_key
),

-- Visits are the sampling units, so their totals are kept: items of one visit have its evaluator in common.
final as (
    select
        items.month,
        items.source_id,
        items.visit_key,
        coalesce(items.evaluator, 'not_stated') as evaluator,
        items.site,
        coalesce(items.scenario, 'not_stated') as scenario,
        items.characteristic_key,
        cuts.cut,
        cuts.cut_value,
        {{ count_of('items.applicable_points > 0') }} as n_items,
        {{ count_of('items.applicable_points = 0') }} as n_not_applicable,
        {{ count_of('items.is_critical and items.applicable_points > 0') }} as n_critical,
        {{ count_of(
            'items.is_critical and items.applicable_points > 0 and coalesce(items.points, 0) < items.applicable_points'
        ) }} as n_critical_failed,
        cast(sum(coalesce(items.points, 0)) as decimal(18, 6)) as points_sum,
        cast(sum(items.applicable_points) as decimal(18, 6)) as applicable_points_sum
    from items
    inner join cuts on items.mystery_visit_item_key = cuts.mystery_visit_item_key
    group by
        items.month,
        items.source_id,
        items.visit_key,
        coalesce(items.evaluator, 'not_stated'),
        items.site,
        coalesce(items.scenario, 'not_stated'),
        items.characteristic_key,
        cuts.cut,
        cuts.cut_value
)

select * from final
