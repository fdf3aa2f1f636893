select * from satisfaction.wave_test where figure_id is not null
