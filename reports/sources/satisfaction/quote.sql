-- Redacted words of customers. Pages show them as text and never as markup.
select
    theme_vocabulary,
    theme_key,
    characteristic_key,
    language,
    position::double as position,
    method,
    strftime(month, '%Y-%m-%d') as month,
    quote,
    n_persons::double as n_persons,
    theme_figure_id
from (from published.pub_quote union all by name select null as quote)
