-- How the monitoring itself does.
select
    measure,
    source_id,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    currency,
    numerator::double as numerator,
    estimate::double as estimate,
    previous_estimate::double as previous_estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n::double as n,
    p_adjusted::double as p_adjusted,
    verdict,
    caveat
from (from published.pub_process union all by name select null as measure)
where period_type = 'year' or source_id = 'all' or period_start > (select as_of from published.pub_edition) - interval 15 month or measure is null
