-- A month is rebuilt without looking at its neighbours, so a repeat is looked for within its month.
{% set content = 'month, platform, site, customer_key, rating, verbatim_normalised' %}

with

reviews as (
    select * from {{ ref('fct_review') }}
),

texts as (
    select
        source_id || '|' || source_record_id as review_key,
        verbatim_normalised
    from {{ ref('stg_review') }}
),

-- Whoever has neither a name nor said a word cannot be recognised.
numbered as (
    select
        reviews.review_key,
        reviews.month,
        reviews.is_deleted,
        reviews.customer_key is not null or texts.verbatim_normalised is not null as is_recognisable,
        row_number() over (
            partition by {{ content }}, reviews.is_deleted
            order by reviews.event_at asc, reviews.review_key asc
        ) as repeat_number
    from reviews
    inner join texts on reviews.review_key = texts.review_key
),

final as (
    select
        review_key,
        month,
        case
            when is_deleted then 'deleted'
            when is_recognisable and repeat_number > 1 then 'repeated'
            else 'shown'
        end as state
    from numbered
)

select * from final
