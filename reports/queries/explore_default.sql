select m.*
from satisfaction.metric m
inner join satisfaction.edition e
    on m.characteristic_key = e.headline_characteristic and m.aspect = e.headline_aspect and m.period_type = e.headline_period
where m.measure = 'M2_mean_score' and m.cut = 'overall' and m.figure_id is not null
order by m.period_start, m.cut_value
