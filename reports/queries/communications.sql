select * from satisfaction.communication where communication_key is not null order by told_on desc, communication_key
