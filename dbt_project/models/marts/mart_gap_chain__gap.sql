{% set cell = 'period_type, period_start, characteristic_key, cut, cut_value' %}

with

survey_levels as (
    select * from {{ ref('mart_gap__level') }}
),

declared_levels as (
    select * from {{ ref('mart_gap_chain__level') }}
),

tests as (
    select * from {{ ref('mart_gap__test') }}
),

-- Characteristics of which some level besides the perceived one is known at all.
chained as (
    select characteristic_key from survey_levels
    where expected_estimate is not null
    union
    select characteristic_key from declared_levels
),

cells as (
    select {{ cell }} from survey_levels
    union
    select {{ cell }} from declared_levels
),

levels as (
    select
        cells.*,
        survey_levels.is_paired,
        survey_levels.perceived_estimate as perceived,
        survey_levels.perceived_se,
        survey_levels.perceived_ci_low,
        survey_levels.perceived_ci_high,
        survey_levels.expected_estimate as expected,
        survey_levels.expected_se,
        survey_levels.expected_ci_low,
        survey_levels.expected_ci_high,
        survey_levels.expected_df,
        survey_levels.perceived_df,
        least(survey_levels.perceived_n, survey_levels.expected_n) as n,
        planned.estimate as planned,
        planned.se as planned_se,
        planned.estimate as planned_ci_low,
        planned.estimate as planned_ci_high,
        delivered.estimate as delivered,
        delivered.se as delivered_se,
        delivered.df as delivered_df,
        delivered.level_source as delivered_source,
        {{ t_or_normal('delivered.df') }} as delivered_quantile,
        delivered.estimate - delivered_quantile * delivered.se as delivered_ci_low,
        delivered.estimate + delivered_quantile * delivered.se as delivered_ci_high
    from cells
    inner join chained using (characteristic_key)
    left join survey_levels using ({{ cell }})
    left join declared_levels as planned
        on {{ same_cell('cells', 'planned') }} and planned.level = 'planned'
    left join declared_levels as delivered
        on {{ same_cell('cells', 'delivered') }} and delivered.level = 'delivered'
),

-- A plan has no error. Levels of different origin are independent, so variances add; the total is that of the pairs.
final as (
    select
        levels.*,
        levels.planned - levels.expected as understanding,
        levels.delivered - levels.planned as conformance,
        levels.perceived - levels.delivered as view,
        levels.perceived - levels.expected as total,
        case when levels.planned is not null then levels.expected_se end as understanding_se,
        case when levels.planned is not null then levels.delivered_se end as conformance_se,
        sqrt(pow(levels.perceived_se, 2) + pow(levels.delivered_se, 2)) as view_se,
        tests.se as total_se,
        t_quantile(0.975, cast(levels.expected_df as double)) as understanding_quantile,
        levels.delivered_quantile as conformance_quantile,
        {{ t_or_normal(welch_df('levels.perceived', 'levels.delivered')) }} as view_quantile,
        tests.t as total_quantile,
        case
            when tests.se is null then 'none'
            when levels.is_paired then 'total_paired_t'
            else 'total_unpaired_welch_t'
        end as ci_method,
        nullif(concat_ws(
            ',',
            case when levels.expected is null then 'expected' end,
            case when levels.planned is null then 'planned' end,
            case when levels.delivered is null then 'delivered' end,
            case when levels.perceived is null then 'perceived' end
        ), '') as missing_level,
        tests.caveat
    from levels
    left join tests using ({{ cell }})
)

select * from final
