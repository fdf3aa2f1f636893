select * from satisfaction.segment_score where characteristic_key = '${params.characteristic}' order by period_start
