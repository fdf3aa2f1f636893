select *
from satisfaction.wave_test
where measure = 'M2_mean_score' and characteristic_key = '${params.characteristic}'
