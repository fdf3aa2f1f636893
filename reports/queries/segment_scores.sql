select *
from satisfaction.metric
where measure = 'M2_mean_score' and aspect in ('overall', 'perception') and figure_id is not null
    and period_type in (select distinct period_type from satisfaction.wave_test where period_type is not null)
order by period_start
