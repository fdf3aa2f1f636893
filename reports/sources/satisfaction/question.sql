-- Whether anything rests on a question.
select
    characteristic_key,
    aspect,
    n_versions::double as n_versions,
    strftime(first_valid_from, '%Y-%m-%d') as first_valid_from,
    strftime(last_asked, '%Y-%m-%d') as last_asked,
    n_figures::double as n_figures,
    item_rest_correlation::double as item_rest_correlation,
    battery_alpha::double as battery_alpha,
    alpha_without::double as alpha_without,
    verdict
from (from published.pub_question union all by name select null as characteristic_key)
