select * from satisfaction.cause_characteristic where cause_key is not null
