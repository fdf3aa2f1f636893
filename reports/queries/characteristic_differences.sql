select * from satisfaction.segment_difference where characteristic_key = '${params.characteristic}'
