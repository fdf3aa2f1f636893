{% set cell = 'period_type, period_start, period_end, platform, rating_min, rating_max' %}

with

sites as (
    select * from {{ ref('mart_review__site') }}
),

sums as (
    select
        {{ cell }},
        count(*) as n_sites,
        cast(sum(n) as bigint) as n,
        cast(sum(n_verified) as bigint) as n_verified,
        cast(sum(n * n) as double) as n_square_sum,
        sum(rating_sum order by site asc) as rating_sum,
        sum(rating_square_sum order by site asc) as rating_square_sum,
        sum(pow(rating_sum, 2) / n order by site asc) as site_square_sum
    from sites
    group by {{ cell }}
),

spread as (
    select
        *,
        rating_sum / n as platform_mean,
        greatest(rating_square_sum - pow(rating_sum, 2) / n, 0) / nullif(n - 1, 0) as variance,
        greatest(rating_square_sum - site_square_sum, 0) / nullif(n - n_sites, 0) as variance_within,
        site_square_sum - pow(rating_sum, 2) / n as square_sum_between
    from sums
),

-- Parameters of Bühlmann and Straub (1970): how much ratings differ within a site, and how much sites differ.
final as (
    select
        *,
        coalesce(
            greatest(
                (square_sum_between - (n_sites - 1) * variance_within) / nullif(n - n_square_sum / n, 0),
                0
            ),
            0
        ) as variance_between
    from spread
)

select * from final
