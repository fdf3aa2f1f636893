with

review as (
    select * from {{ ref('mart_review') }}
),

judged as (
    select
        * replace ({{ published_caveat('caveat') }} as caveat),
        n >= {{ setting('minimum_n') }} as is_shown
    from review
),

final as (
    select
        {{ figure_id('review', [
            'platform', 'rating_min', 'rating_max', 'site', 'period_type', 'period_start'
        ]) }},
        measure,
        platform,
        rating_min,
        rating_max,
        site,
        period_type,
        period_start,
        period_end,
        {{ shown([
            'shrunken_mean_rating', 'raw_mean_rating', 'score_0_100', 'n_reviews', 'n_replied', 'reply_rate',
            'median_reply_hours', 'estimate', 'n', 'n_missing', 'caveat'
        ]) }},
        {{ shown(['ci_low', 'ci_high', 'ci_method', 'se'], has_margin()) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by platform, rating_min, rating_max, site, period_type, period_start
