-- en: How long complaints take
-- ca: Quant triguen les queixes
-- fa: رسیدگی به شکایت‌ها چقدر طول می‌کشد
-- question: Within how many hours are half and nine in ten complaints of the last twelve months acknowledged, answered and resolved?
select
    step,
    clock,
    p50_hours,
    p90_hours,
    ci_low as p90_ci_low,
    ci_high as p90_ci_high,
    round(sla_share, 3) as kept_share,
    n,
    n_open,
    caveat
from published.pub_complaint_time
where cut = 'overall' and period_type = 'last_12_months'
order by measure, clock
