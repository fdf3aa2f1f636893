with

means as (
    select * from {{ ref('mart_review__mean') }}
),

replies as (
    select * from {{ ref('mart_review__reply') }}
),

final as (
    select
        'M23_review_rating' as measure,
        means.platform,
        cast(means.rating_min as double) as rating_min,
        cast(means.rating_max as double) as rating_max,
        means.site,
        means.period_type,
        means.period_start,
        means.period_end,
        means.estimate as shrunken_mean_rating,
        means.raw_mean as raw_mean_rating,
        means.weight_of_own,
        100 * (means.estimate - cast(means.rating_min as double))
        / nullif(cast(means.rating_max - means.rating_min as double), 0) as score_0_100,
        means.n_verified,
        replies.n_reviews,
        replies.n_replied,
        replies.n_replied / replies.n_reviews as reply_rate,
        {{ wilson_low_of('replies.n_replied', 'replies.n_reviews') }} as reply_ci_low,
        {{ wilson_high_of('replies.n_replied', 'replies.n_reviews') }} as reply_ci_high,
        replies.median_reply_hours,
        replies.median_ci_low as median_reply_ci_low,
        replies.median_ci_high as median_reply_ci_high,
        means.estimate,
        means.se,
        case
            when means.se is not null
                then greatest(means.estimate - norm_quantile(0.975) * means.se, cast(means.rating_min as double))
        end as ci_low,
        case
            when means.se is not null
                then least(means.estimate + norm_quantile(0.975) * means.se, cast(means.rating_max as double))
        end as ci_high,
        means.ci_method,
        means.n,
        cast(null as double) as n_eff,
        cast(null as double) as deff,
        cast(null as double) as df,
        replies.n_reviews - sum(means.n) over (
            partition by means.platform, means.site, means.period_type, means.period_start
        ) as n_missing,
        cast(null as varchar) as verdict,
        'self_selected' as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from means
    inner join replies using (platform, site, period_type, period_start)
)

select * from final
