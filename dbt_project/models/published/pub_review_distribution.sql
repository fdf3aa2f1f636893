with

review_distribution as (
    select * from {{ ref('mart_review_distribution') }}
),

judged as (
    select
        * replace ({{ published_caveat('caveat') }} as caveat),
        n_total >= {{ setting('minimum_n') }} as is_shown
    from review_distribution
),

final as (
    select
        {{ figure_id('review_distribution', [
            'platform', 'rating_min', 'rating_max', 'site', 'rating', 'period_type', 'period_start'
        ]) }},
        measure,
        platform,
        rating_min,
        rating_max,
        site,
        rating,
        period_type,
        period_start,
        period_end,
        {{ shown([
            'n', 'n_total', 'share', 'caveat'
        ]) }},
        {{ shown(['ci_low', 'ci_high', 'ci_method'], has_margin()) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by platform, rating_min, rating_max, site, rating, period_type, period_start
