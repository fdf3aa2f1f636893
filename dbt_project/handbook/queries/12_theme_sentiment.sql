-- en: Themes of free text and their tone
-- ca: Temes dels textos lliures i el seu to
-- fa: موضوع‌های متن‌های آزاد و لحنشان
-- question: Which themes do customers write about most in the last twelve months, and how much of it is negative?
select
    theme.theme_vocabulary,
    theme.theme_key,
    sum(theme.n_texts_main) as n_texts,
    round(sum(case when theme.sentiment = 'negative' then theme.n_texts_main else 0 end) / sum(theme.n_texts_main), 3)
        as negative_share
from aggregates.agg_text_theme as theme
cross join published.pub_edition as edition
where theme.month > edition.as_of - interval 12 month and theme.month <= edition.as_of
group by theme.theme_vocabulary, theme.theme_key
having sum(theme.n_texts_main) > 0
order by n_texts desc, theme.theme_key
limit 20
