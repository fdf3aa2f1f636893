{% set cell = 'period_type, period_start, period_end, characteristic_key, site, cut, cut_value' %}

with

visits as (
    select * from {{ ref('agg_mystery_visit') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

period_months as (
    select * from {{ ref('mart_register__month') }}
),

items as (
    select
        period_months.period_type,
        period_months.period_start,
        period_months.period_end,
        visits.*,
        sources.sampling_kind
    from visits
    inner join period_months on visits.month = period_months.month
    left join sources on visits.source_id = sources.source_id
),

every_site as (
    select * replace ('all' as site) from items
    union all
    select * from items
    where cut = 'overall'
),

every_characteristic as (
    select * from every_site
    union all
    select * replace ('all' as characteristic_key) from every_site
),

-- A visit whose items were noted in two months is still one sampling unit of the quarter. Nineteen digits leave room
-- for squares.
final as (
    select
        {{ cell }},
        visit_key,
        bool_or(coalesce(sampling_kind = 'self_selected', false)) as is_self_selected,
        bool_or(coalesce(sampling_kind = 'quota', false)) as is_quota,
        cast(sum(n_items) as bigint) as n_items,
        cast(sum(n_not_applicable) as bigint) as n_not_applicable,
        cast(sum(n_critical) as bigint) as n_critical,
        cast(sum(n_critical_failed) as bigint) as n_critical_failed,
        cast(sum(points_sum) as decimal(19, 6)) as points,
        cast(sum(applicable_points_sum) as decimal(19, 6)) as applicable_points
    from every_characteristic
    group by {{ cell }}, visit_key
)

select * from final
