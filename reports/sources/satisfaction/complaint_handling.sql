-- How complaints are handled: everybody by quarter and over the last twelve months.
with chosen as (
    from published.pub_complaint_handling
    where cut = 'overall' and period_type in ('quarter', 'last_12_months')
)

select
    figure_id,
    measure,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    unit,
    target::double as target,
    is_better_when_more::integer as is_better_when_more,
    estimate::double as estimate,
    ci_low::double as ci_low,
    ci_high::double as ci_high,
    n::double as n,
    n_missing::double as n_missing,
    target_verdict,
    verdict,
    caveat
from (from chosen union all by name select null as figure_id)
