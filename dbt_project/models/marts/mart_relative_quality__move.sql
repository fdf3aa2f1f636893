{% set cell = ['study', 'competitor_key', 'respondent_status', 'period_start'] | join(', ') %}

with

scores as (
    select * from {{ ref('mart_competitor__score') }}
    where
        unit = 'score_0_100'
        and (respondent_status = 'current' or own_period_type = 'study')
        and own_se is not null
        and rival_se is not null
        and rival_n > 1
        and rival_estimate > 0
),

importance as (
    select * from {{ ref('mart_competitor_position__importance') }}
    where importance > 0
),

weighted as (
    select
        scores.*,
        scores.own_estimate / scores.rival_estimate as ratio,
        importance.importance / sum(importance.importance) over cells as weight,
        importance.importance_se / sum(importance.importance) over cells as weight_se
    from scores
    inner join importance using (study, characteristic_key)
    window cells as (partition by {{ cell }})
),

qualities as (
    select
        {{ cell }},
        sum(weight * ratio order by characteristic_key asc) as relative_quality
    from weighted
    group by {{ cell }}
),

-- Delta method: what one standard error of our score, of the rival's and of the importance moves the weighted ratio.
final as (
    select
        {{ cell }},
        weighted.characteristic_key,
        weighted.period_end,
        weighted.own_n,
        weighted.rival_n,
        cast(least(weighted.own_df, weighted.rival_n - 1) as double) as df,
        weighted.ratio,
        weighted.weight,
        weighted.weight * weighted.own_se / weighted.rival_estimate as by_own,
        weighted.weight * weighted.ratio * weighted.rival_se / weighted.rival_estimate as by_rival,
        coalesce(weighted.weight_se, 0) * (weighted.ratio - qualities.relative_quality) as by_importance
    from weighted
    inner join qualities using ({{ cell }})
)

select * from final
