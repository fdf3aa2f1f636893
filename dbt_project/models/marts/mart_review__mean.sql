{% set scale = 'platform, rating_min, rating_max, period_type, period_start, period_end' %}

with

sites as (
    select * from {{ ref('mart_review__site') }}
),

platforms as (
    select * from {{ ref('mart_review__platform') }}
),

weighed as (
    select
        sites.*,
        platforms.platform_mean,
        platforms.variance_between,
        coalesce(platforms.variance_within, platforms.variance, 0) as variance_within,
        platforms.variance_between * platforms.n_square_sum / pow(platforms.n, 2) as sites_variance,
        platforms.n as n_platform,
        sites.rating_sum / sites.n as raw_mean,
        coalesce(
            sites.n * platforms.variance_between
            / nullif(sites.n * platforms.variance_between + platforms.variance_within, 0),
            cast(platforms.variance_between > 0 as double)
        ) as weight_of_own
    from sites
    inner join platforms using ({{ scale }})
),

-- The mean of many reviews stands nearly as it is; that of a few is drawn towards its platform's (credibility).
final as (
    select
        {{ scale }},
        site,
        n,
        n_verified,
        raw_mean,
        weight_of_own,
        weight_of_own * raw_mean + (1 - weight_of_own) * platform_mean as estimate,
        sqrt(
            variance_between * (1 - weight_of_own)
            + pow(1 - weight_of_own, 2) * (variance_within / n_platform + sites_variance)
        ) as se,
        'credibility_normal' as ci_method
    from weighed
    union all
    select
        {{ scale }},
        'all' as site,
        n,
        n_verified,
        platform_mean as raw_mean,
        1.0 as weight_of_own,
        platform_mean as estimate,
        sqrt(variance / n) as se,
        'mean_normal' as ci_method
    from platforms
)

select * from final
