select * from satisfaction.target where measure is not null
