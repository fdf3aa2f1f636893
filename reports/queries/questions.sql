select * from satisfaction.question where characteristic_key is not null
