select * from satisfaction.characteristic where characteristic_key is not null order by position
