-- Scores of mystery visits by year: by characteristic, by site, and by segment.
select
    figure_id, characteristic_key, site, cut, cut_value,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    score_0_100::double as score_0_100,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n_visits::double as n_visits,
    gate_passed_share::double as gate_passed_share,
    gate_ci_low::double as gate_ci_low,
    gate_ci_high::double as gate_ci_high,
    caveat
from (from published.pub_mystery_visit union all by name select null as figure_id)
where figure_id is null or (period_type = 'year' and (site = 'all' or characteristic_key = 'all'))
