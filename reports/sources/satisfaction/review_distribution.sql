-- Ratings of each platform by year, all sites together.
select
    figure_id, platform,
    rating_min::double as rating_min,
    rating_max::double as rating_max,
    rating::double as rating,
    strftime(period_start, '%Y-%m-%d') as period_start,
    n::double as n,
    n_total::double as n_total,
    share::double as share
from (from published.pub_review_distribution union all by name select null as figure_id)
where figure_id is null or (period_type = 'year' and site = 'all')
