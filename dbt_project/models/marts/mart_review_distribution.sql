{% set cell = 'period_type, period_start, period_end, platform, site, rating_min, rating_max' %}

with

reviews as (
    select * from {{ ref('agg_review') }}
    where state = 'shown' and rating is not null
),

period_months as (
    select * from {{ ref('mart_register__month') }}
),

every_site as (
    select * from reviews
    union all
    select * replace ('all' as site) from reviews
),

counted as (
    select
        period_months.period_type,
        period_months.period_start,
        period_months.period_end,
        every_site.platform,
        every_site.site,
        every_site.rating_min,
        every_site.rating_max,
        every_site.rating,
        cast(sum(every_site.n_reviews) as bigint) as n
    from every_site
    inner join period_months on every_site.month = period_months.month
    group by all
),

shares as (
    select
        *,
        cast(sum(n) over (partition by {{ cell }}) as bigint) as n_total
    from counted
),

final as (
    select
        'M23_review_rating' as measure,
        platform,
        site,
        cast(rating_min as double) as rating_min,
        cast(rating_max as double) as rating_max,
        cast(rating as double) as rating,
        period_type,
        period_start,
        period_end,
        n,
        n_total,
        n / n_total as share,
        {{ wilson_low_of('n', 'n_total') }} as ci_low,
        {{ wilson_high_of('n', 'n_total') }} as ci_high,
        'wilson' as ci_method,
        'self_selected' as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from shares
)

select * from final
