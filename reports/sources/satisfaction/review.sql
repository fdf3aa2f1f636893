-- Public reviews of each platform by year, all sites together.
select
    figure_id, platform,
    rating_min::double as rating_min,
    rating_max::double as rating_max,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    raw_mean_rating::double as raw_mean_rating,
    n::double as n,
    n_reviews::double as n_reviews,
    n_replied::double as n_replied,
    reply_rate::double as reply_rate,
    median_reply_hours::double as median_reply_hours,
    caveat
from (from published.pub_review union all by name select null as figure_id)
where figure_id is null or (period_type = 'year' and site = 'all')
