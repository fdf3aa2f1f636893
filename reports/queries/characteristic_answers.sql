select * from satisfaction.distribution where characteristic_key = '${params.characteristic}' order by period_start, value
