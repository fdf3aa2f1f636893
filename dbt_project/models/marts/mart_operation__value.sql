with

outcomes as (
    select * from {{ ref('stg_outcome') }}
),

operations as (
    select * from {{ ref('mart_operation__own') }}
),

ratings_given as (
    select
        month,
        n_reviews,
        cast(100 * (rating - rating_min) / (rating_max - rating_min) as decimal(9, 6)) as score_0_100
    from {{ ref('agg_review') }}
    where state = 'shown' and rating is not null and rating_max > rating_min
),

-- The reviews of mart_review: without what was deleted or repeated.
reviews as (
    select
        month,
        cast(sum(n_reviews) as bigint) as n,
        sum(n_reviews * score_0_100) as score_sum,
        sum(n_reviews * cast(score_0_100 * score_0_100 as decimal(18, 10))) as score2_sum
    from ratings_given
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
