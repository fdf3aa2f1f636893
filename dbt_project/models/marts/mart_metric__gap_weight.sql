{% set cell = 'period_type, period_start, cut, cut_value' %}

with

estimates as (
    select * from {{ ref('mart_metric__estimate') }}
),

importance as (
    select * from {{ ref('mart_metric__interval') }}
    where measure = 'M2_mean_score' and aspect = 'importance' and estimate > 0
),

characteristics as (
    select * from {{ ref('dim_characteristic') }}
    where not is_overall
),

gaps as (
    select estimates.*
    from estimates
    inner join characteristics using (characteristic_key)
    where estimates.measure = 'M5_gap'
),

-- Each characteristic's share of the stated importance in the cell, times what turns its raw gap into points.
weighted as (
    select
        {{ cell }},
        characteristic_key,
        gaps.scale_min,
        gaps.scale_max,
        gaps.scale_direction,
        gaps.theta,
        gaps.w_total,
        gaps.n,
        gaps.w_total * gaps.w_total / gaps.w2_total as n_eff,
        importance.estimate / sum(importance.estimate order by characteristic_key asc) over (partition by {{ cell }})
            as importance_share,
        count(*) over (partition by {{ cell }}) as n_characteristics
    from gaps
    inner join importance using ({{ cell }}, characteristic_key)
),

asked as (
    select
        period_type,
        period_start,
        n_characteristics as n_asked
    from weighted
    where cut = 'overall'
    group by period_type, period_start, n_characteristics
),

-- A cell that lacks a characteristic which the period has gets no total: it would be a total of something else.
final as (
    select
        weighted.*,
        weighted.importance_share * 100 / cast(weighted.scale_max - weighted.scale_min as double) as coefficient
    from weighted
    inner join asked
        on
            weighted.period_type = asked.period_type
            and weighted.period_start = asked.period_start
            and weighted.n_characteristics = asked.n_asked
)

select * from final
