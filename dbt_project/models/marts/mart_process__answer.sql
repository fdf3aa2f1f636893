{% set period = 'period_type, period_start, period_end' %}

with

answers as (
    select * from {{ ref('agg_answer_value') }}
    where aspect <> 'gap'
),

designs as (
    select * from {{ ref('agg_design') }}
),

period_months as (
    select * from {{ ref('mart_register__month') }}
),

declared as (
    select count(*) as n_cells
    from {{ ref('dim_characteristic') }}
    cross join {{ ref('dim_segment') }}
),

cells as (
    select
        coalesce(answers.source_id, 'all') as source_id,
        {{ period }},
        characteristic_key,
        cut,
        cut_value,
        sum(n) filter (where missing_code is null and aspect in ('perception', 'overall')) as n_perceived,
        sum(n) filter (where cut = 'overall' and coalesce(missing_code, '') not in ('not_asked', 'not_applicable'))
            as n_asked,
        sum(n) filter (where cut = 'overall' and missing_code in ('dont_know', 'refused', 'blank')) as n_unanswered
    from answers
    inner join period_months on answers.month = period_months.month
    group by
        grouping sets (
            (answers.source_id, {{ period }}, characteristic_key, cut, cut_value),
            ({{ period }}, characteristic_key, cut, cut_value)
        )
),

interviews as (
    select
        coalesce(designs.source_id, 'all') as source_id,
        {{ period }},
        sum(n_responses) as n_interviews
    from designs
    inner join period_months on designs.month = period_months.month
    group by grouping sets ((designs.source_id, {{ period }}), ({{ period }}))
),

counted as (
    select
        source_id,
        {{ period }},
        count(*) filter (where n_perceived >= {{ setting('minimum_n') }}) as n_covered,
        coalesce(sum(n_asked), 0) as n_asked,
        coalesce(sum(n_unanswered), 0) as n_unanswered
    from cells
    group by source_id, {{ period }}
),

final as (
    select
        counted.source_id,
        counted.period_type,
        counted.period_start,
        counted.period_end,
        counted.n_covered,
        declared.n_cells,
        cast(counted.n_asked as bigint) as n_asked,
        cast(counted.n_unanswered as bigint) as n_unanswered,
        cast(interviews.n_interviews as bigint) as n_interviews
    from counted
    cross join declared
    left join interviews using (source_id, {{ period }})
)

select * from final
