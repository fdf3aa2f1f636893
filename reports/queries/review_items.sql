select * from satisfaction.review_item where kind is not null
