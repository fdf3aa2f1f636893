{% set cell = 'period_type, period_start, platform, site' %}

with

replies as (
    select * from {{ ref('agg_review_reply') }}
),

period_months as (
    select * from {{ ref('mart_register__month') }}
),

every_site as (
    select * from replies
    union all
    select * replace ('all' as site) from replies
),

-- A reply that came after the cut-off had not been given then.
known as (
    select
        period_months.period_type,
        period_months.period_start,
        every_site.platform,
        every_site.site,
        case when every_site.replied_month <= {{ setting('as_of') }} then every_site.reply_hours end as reply_hours,
        cast(sum(every_site.n_reviews) as bigint) as n
    from every_site
    inner join period_months on every_site.month = period_months.month
    group by all
),

running as (
    select
        *,
        sum(n) over (partition by {{ cell }} order by reply_hours asc nulls last) as rank_high
    from known
),

counted as (
    select
        {{ cell }},
        sum(n) as n_reviews,
        coalesce(sum(n) filter (where reply_hours is not null), 0) as n_replied
    from known
    group by {{ cell }}
),

-- The median's interval runs between order statistics, by the normal approximation to the binomial (Conover 1999, 3.2).
ranks as (
    select
        *,
        greatest(floor(n_replied / 2 - norm_quantile(0.975) * sqrt(n_replied) / 2), 1) as low_rank,
        least(ceil(n_replied / 2 + norm_quantile(0.975) * sqrt(n_replied) / 2) + 1, n_replied) as high_rank
    from counted
),

final as (
    select
        {{ cell }},
        cast(ranks.n_reviews as bigint) as n_reviews,
        cast(ranks.n_replied as bigint) as n_replied,
        min(running.reply_hours) filter (where running.rank_high >= ranks.n_replied / 2) as median_reply_hours,
        min(running.reply_hours) filter (where running.rank_high >= ranks.low_rank) as median_ci_low,
        min(running.reply_hours) filter (where running.rank_high >= ranks.high_rank) as median_ci_high
    from ranks
    inner join running using ({{ cell }})
    group by {{ cell }}, ranks.n_reviews, ranks.n_replied
)

select * from final
