select * from satisfaction.standard where requirement is not null
