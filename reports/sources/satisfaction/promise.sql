-- Promises: everybody by quarter and year, segments of the latest period of each.
with chosen as (
    from published.pub_promise
    where cut = 'overall'
        or period_start = (select max(period_start) from published.pub_promise as latest where latest.period_type = pub_promise.period_type)
)

select
    figure_id,
    measure,
    promise_key,
    version_number::double as version_number,
    characteristic_key,
    cut,
    cut_value,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    target::double as target,
    n::double as n,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    verdict,
    strftime(previous_period_start, '%Y-%m-%d') as previous_period_start,
    difference::double as difference,
    difference_ci_low::double as difference_ci_low,
    difference_ci_high::double as difference_ci_high,
    change_verdict,
    n_breaches::double as n_breaches,
    n_breaches_with_complaint::double as n_breaches_with_complaint,
    complaint_share_after_breach::double as complaint_share_after_breach,
    complaint_after_breach_ci_low::double as complaint_after_breach_ci_low,
    complaint_after_breach_ci_high::double as complaint_after_breach_ci_high,
    remedy_rate::double as remedy_rate,
    remedy_ci_low::double as remedy_ci_low,
    remedy_ci_high::double as remedy_ci_high,
    caveat
from (from chosen union all by name select null as figure_id)
