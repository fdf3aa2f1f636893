select * from satisfaction.segment_score where measure = 'M2_mean_score' and cut = 'overall' order by period_start
