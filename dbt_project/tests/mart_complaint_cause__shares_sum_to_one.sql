-- Catches a cause counted twice or left out of its period's total.
select
    period_type,
    period_start,
    sum(share) as total_share
from {{ ref('mart_complaint_cause') }}
group by period_type, period_start
having abs(sum(share) - 1.0) > 1e-9
