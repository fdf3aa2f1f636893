select * from satisfaction.process where measure is not null
