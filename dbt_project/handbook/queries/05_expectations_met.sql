-- en: Share of customers whose expectation was met
-- ca: Quota de clients amb l’expectativa complerta
-- fa: سهم مشتریانی که انتظارشان برآورده شد
-- question: For which characteristics do most customers get what they expected, and where is the gap significant?
select
    characteristic_key,
    period_start,
    round(met_share, 3) as met_share,
    round(met_ci_low, 3) as met_ci_low,
    round(met_ci_high, 3) as met_ci_high,
    round(gap, 1) as gap,
    verdict,
    n
from published.pub_gap
where
    cut = 'overall' and period_type = 'quarter' and suppress_reason is null
    and period_start = (select max(period_start) from published.pub_gap where period_type = 'quarter')
order by met_share
