select * from satisfaction.programme where programme_key is not null
