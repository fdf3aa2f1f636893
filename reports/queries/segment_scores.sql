select * from satisfaction.segment_score where measure = 'M2_mean_score' order by period_start
