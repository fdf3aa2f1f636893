-- How strongly each characteristic is associated with the overall judgement, in the latest whole period of each kind.
with latest as (
    select
        driver.period_type,
        coalesce(
            max(driver.period_start) filter (where driver.period_end <= edition.as_of), max(driver.period_start)
        ) as period_start
    from published.pub_driver as driver
    cross join published.pub_edition as edition
    where driver.cut = 'overall' and driver.suppress_reason is null
    group by driver.period_type
)

select
    figure_id,
    outcome_characteristic_key,
    outcome_aspect,
    characteristic_key,
    cut,
    cut_value,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    wave,
    importance_method,
    importance_rank::double as importance_rank,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    correlation::double as correlation,
    correlation_ci_low::double as correlation_ci_low,
    correlation_ci_high::double as correlation_ci_high,
    vif::double as vif,
    r_squared::double as r_squared,
    n::double as n,
    n_model::double as n_model,
    verdict,
    caveat,
    suppress_reason
from (
    from published.pub_driver semi join latest using (period_type, period_start)
    union all by name
    select null as figure_id
)
