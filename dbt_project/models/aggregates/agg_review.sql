{{ rebuilt_by_month() }}

with

reviews as (
    select * from {{ ref('fct_review') }}
    {{ where_month_is_touched() }}
),

states as (
    select * from {{ ref('fct_review__state') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        reviews.month,
        reviews.source_id,
        reviews.platform,
        coalesce(reviews.site, 'not_stated') as site,
        states.state,
        reviews.rating_min,
        reviews.rating_max,
        reviews.rating,
        count(*) as n_reviews,
        cast(sum(case when reviews.is_verified then 1 when not reviews.is_verified then 0 end) as bigint) as n_verified
    from reviews
    inner join states on reviews.review_key = states.review_key
    group by all
)

select * from final
