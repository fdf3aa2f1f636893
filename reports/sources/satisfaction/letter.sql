-- Thanks per 1,000 customers by year: all, and by characteristic.
select
    figure_id, characteristic_key, period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    n_thanks::double as n_thanks,
    exposure::double as exposure,
    thanks_per_1000::double as thanks_per_1000,
    caveat
from (from published.pub_letter union all by name select null as figure_id)
where figure_id is null or (period_type = 'year' and addressed_team = 'all')
