select * from satisfaction.quadrant where figure_id is not null order by characteristic_key
