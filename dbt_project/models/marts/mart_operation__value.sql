with

outcomes as (
    select * from {{ ref('stg_outcome') }}
),

operations as (
    select
        month,
        measure,
        sum(value_sum) as value_sum
    from {{ ref('agg_operation') }}
    where entity_key = 'own'
    group by month, measure
),

reviews as (
    select
        month,
        count(score_0_100) as n,
        sum(score_0_100) as score_sum,
        sum(cast(score_0_100 * score_0_100 as decimal(18, 10))) as score2_sum
    from {{ ref('fct_review') }}
    where not is_deleted and score_0_100 is not null
    group by month
),

indicators as (
    select
        outcomes.outcome_key,
        operations.month,
        case when outcomes.exposure_measure is null then 'count' else 'rate_per_1000' end as unit,
        operations.value_sum,
        exposures.value_sum as exposure_sum,
        cast(null as bigint) as n,
        cast(null as decimal(38, 10)) as value2_sum
    from outcomes
    inner join operations on outcomes.measure = operations.measure
    left join operations as exposures
        on
            outcomes.exposure_measure = exposures.measure
            and operations.month = exposures.month
    where outcomes.exposure_measure is null or exposures.value_sum > 0
),

ratings as (
    select
        outcomes.outcome_key,
        reviews.month,
        'score_0_100' as unit,
        cast(reviews.score_sum as decimal(38, 6)) as value_sum,
        cast(null as decimal(38, 6)) as exposure_sum,
        reviews.n,
        reviews.score2_sum as value2_sum
    from outcomes
    inner join reviews on outcomes.measure = 'review_rating'
),

final as (
    select * from indicators
    union all
    select * from ratings
)

select * from final
