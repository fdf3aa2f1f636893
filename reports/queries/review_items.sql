select * from satisfaction.review where kind is not null
