select *
from satisfaction.trend
where measure = 'M2_mean_score' and characteristic_key = '${params.characteristic}'
