select * from satisfaction.segment where cut is not null order by position
