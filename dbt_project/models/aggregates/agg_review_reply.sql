{{ rebuilt_by_month() }}

with

reviews as (
    select * from {{ ref('fct_review') }}
    {{ where_month_is_touched() }}
),

states as (
    select * from {{ ref('fct_review__state') }}
    {{ where_month_is_touched(and_also="state = 'shown'") }}
),

-- The month of the reply lets a report with an earlier cut-off leave out replies that came after it.
final as (
    select
        reviews.month,
        reviews.source_id,
        reviews.platform,
        coalesce(reviews.site, 'not_stated') as site,
        {{ month_of('reviews.replied_at') }} as replied_month,
        cast({{ whole_hours_between('reviews.event_at', 'reviews.replied_at') }} as integer) as reply_hours,
        count(*) as n_reviews
    from reviews
    inner join states on reviews.review_key = states.review_key
    group by all
)

select * from final
