select * from satisfaction.characteristic_origin where characteristic_key = '${params.characteristic}'
