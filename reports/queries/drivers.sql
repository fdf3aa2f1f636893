select * from satisfaction.driver where figure_id is not null order by characteristic_key
