select * from satisfaction.edition where edition is not null
