select m.*
from satisfaction.metric m
left join satisfaction.characteristic c on m.characteristic_key = c.characteristic_key
where m.cut = 'overall' and m.figure_id is not null
    and m.measure in ('M1_top2_share', 'M2_mean_score', 'M3_nps', 'M5_gap_weighted_total', 'M25_index')
    and (coalesce(c.is_overall, 1) = 1 or m.measure not in ('M1_top2_share', 'M2_mean_score'))
order by m.period_start
