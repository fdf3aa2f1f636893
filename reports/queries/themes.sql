select * from satisfaction.theme where figure_id is not null order by n desc nulls last, theme_key, characteristic_key, method, language, period_start
