-- Fails where the shares of all answer values of a cell do not sum to one: an answer value counted twice or lost.
select
    aspect,
    characteristic_key,
    cut,
    cut_value,
    period_type,
    period_start,
    sum(estimate) as share_sum
from {{ ref('mart_metric_distribution') }}
group by aspect, characteristic_key, cut, cut_value, period_type, period_start
having abs(sum(estimate) - 1) > 1e-9
