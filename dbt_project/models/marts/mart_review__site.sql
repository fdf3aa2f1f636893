{% set cell = 'period_type, period_start, period_end, platform, rating_min, rating_max' %}

with

reviews as (
    select * from {{ ref('agg_review') }}
    where state = 'shown'
),

period_months as (
    select * from {{ ref('mart_register__month') }}
),

rated as (
    select
        period_months.period_type,
        period_months.period_start,
        period_months.period_end,
        reviews.*
    from reviews
    inner join period_months on reviews.month = period_months.month
    where reviews.rating is not null
),

final as (
    select
        {{ cell }},
        site,
        cast(sum(n_reviews) as bigint) as n,
        cast(sum(n_verified) as bigint) as n_verified,
        cast(sum(n_reviews * rating) as double) as rating_sum,
        cast(sum(n_reviews * cast(rating as decimal(19, 6)) * rating) as double) as rating_square_sum
    from rated
    group by {{ cell }}, site
)

select * from final
