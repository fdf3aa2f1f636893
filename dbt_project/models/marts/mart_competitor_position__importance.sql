with

scores as (
    select * from {{ ref('mart_competitor__score') }}
),

importance as (
    select * from {{ ref('mart_metric') }}
    where measure = 'M2_mean_score' and aspect = 'importance' and cut = 'overall'
),

choices as (
    select * from {{ ref('dim_analysis_setting') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- The period of our own survey that the study was matched with says how important a characteristic was then.
studied as (
    select distinct
        study,
        characteristic_key,
        own_period_type as period_type,
        own_period_start as period_start
    from scores
    where own_period_type <> 'study'
),

lines as (
    select
        importance.period_type,
        importance.period_start,
        {{ declared_line('choices.important_from', 'importance.estimate', 'importance.n >= settings.minimum_n') }}
            as important_from
    from importance
    cross join choices
    cross join settings
    group by importance.period_type, importance.period_start
),

final as (
    select
        studied.study,
        studied.characteristic_key,
        importance.estimate as importance,
        importance.se as importance_se,
        importance.ci_low as importance_ci_low,
        importance.ci_high as importance_ci_high,
        lines.important_from,
        {{ side_of_line('importance.ci_low', 'importance.ci_high', 'lines.important_from') }} as importance_side
    from studied
    inner join importance using (period_type, period_start, characteristic_key)
    inner join lines using (period_type, period_start)
    qualify
        row_number() over (
            partition by studied.study, studied.characteristic_key
            order by studied.period_start desc, studied.period_type asc
        ) = 1
)

select * from final
