select * from satisfaction.competitor_position where figure_id is not null order by characteristic_key, competitor_key
