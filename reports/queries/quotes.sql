select * from satisfaction.quote where quote is not null order by theme_vocabulary, theme_key, characteristic_key, language, position
