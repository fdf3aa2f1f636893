-- Suggestions by whole year: kinds, and themes.
select
    figure_id, kind, theme_key, period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    n_suggestions::double as n_suggestions,
    n_total::double as n_total,
    caveat
from (from published.pub_suggestion union all by name select null as figure_id)
where figure_id is null or (period_type = 'year' and characteristic_key = 'all' and (kind = 'all' or theme_key = 'all'))
