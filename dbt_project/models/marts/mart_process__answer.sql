{% set period = 'period_type, period_start, period_end' %}

with

period_months as (
    select * from {{ ref('mart_register__month') }}
),

answers as (
    select
        *,
        aspect in ('perception', 'overall') and missing_code is null as is_perceived,
        cut = 'overall' and coalesce(missing_code, '') not in ('not_asked', 'not_applicable') as is_asked,
        cut = 'overall' and missing_code in ('dont_know', 'refused', 'blank') as is_unanswered
    from {{ ref('agg_answer_value') }}
    where aspect <> 'gap'
),

designs as (
    select * from {{ ref('agg_design') }}
),

every_source as (
    select * from answers
    union all
    select * replace ('all' as source_id) from answers
),

every_design as (
    select * from designs
    union all
    select * replace ('all' as source_id) from designs
),

answer_periods as (
    select
        every_source.*,
        period_months.period_type,
        period_months.period_start,
        period_months.period_end
    from every_source
    inner join period_months on every_source.month = period_months.month
),

design_periods as (
    select
        every_design.*,
        period_months.period_type,
        period_months.period_start,
        period_months.period_end
    from every_design
    inner join period_months on every_design.month = period_months.month
),

cells as (
    select
        source_id,
        {{ period }},
        characteristic_key,
        cut,
        cut_value,
        sum(case when is_perceived then n else 0 end) as n_perceived,
        sum(case when is_asked then n else 0 end) as n_asked,
        sum(case when is_unanswered then n else 0 end) as n_unanswered
    from answer_periods
    group by source_id, {{ period }}, characteristic_key, cut, cut_value
),

counted as (
    select
        source_id,
        {{ period }},
        count(*) filter (where n_perceived >= {{ setting('minimum_n') }}) as n_covered,
        cast(sum(n_asked) as bigint) as n_asked,
        cast(sum(n_unanswered) as bigint) as n_unanswered
    from cells
    group by source_id, {{ period }}
),

interviews as (
    select
        source_id,
        {{ period }},
        cast(sum(n_responses) as bigint) as n_interviews
    from design_periods
    group by source_id, {{ period }}
),

final as (
    select
        counted.*,
        (select count(*) from {{ ref('dim_characteristic') }} cross join {{ ref('dim_segment') }}) as n_cells,
        interviews.n_interviews
    from counted
    inner join interviews using (source_id, {{ period }})
)

select * from final
