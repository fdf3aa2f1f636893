select *
from satisfaction.metric
where measure = 'M2_mean_score' and cut = 'overall' and aspect in ('overall', 'perception', 'importance')
    and figure_id is not null
order by period_start
