-- Times of handling, in hours of the calendar: everybody by quarter, and each cut of the last twelve months.
with chosen as (
    from published.pub_complaint_time
    where clock = 'calendar' and (period_type = 'last_12_months' or period_type = 'quarter' and cut = 'overall')
)

select
    figure_id,
    measure,
    step,
    cut,
    cut_value,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    p50_hours::double as p50_hours,
    p50_ci_low_hours::double as p50_ci_low_hours,
    p50_ci_high_hours::double as p50_ci_high_hours,
    p90_hours::double as p90_hours,
    p90_status,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n::double as n,
    n_open::double as n_open,
    sla_n_due::double as sla_n_due,
    sla_share::double as sla_share,
    sla_ci_low::double as sla_ci_low,
    sla_ci_high::double as sla_ci_high,
    verdict,
    caveat
from (from chosen union all by name select null as figure_id)
