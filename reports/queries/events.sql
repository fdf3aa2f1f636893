select * from satisfaction.event where label_key is not null order by event_date
