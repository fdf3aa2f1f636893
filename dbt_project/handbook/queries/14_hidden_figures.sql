-- en: How many figures are hidden, and why
-- ca: Quantes xifres s’amaguen i per què
-- fa: چند رقم پنهان است و چرا
-- question: How many figures does disclosure control keep from readers, by table of segments and reason?
select
    cut,
    period_type,
    coalesce(suppress_reason, 'shown') as suppress_reason,
    count(*) as n_figures
from published.pub_metric
group by cut, period_type, coalesce(suppress_reason, 'shown')
order by cut, period_type, suppress_reason
