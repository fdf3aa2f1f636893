-- How often customers raise a theme unasked: the last twelve months, and each quarter of a theme as a whole.
select
    figure_id,
    theme_vocabulary,
    theme_key,
    characteristic_key,
    method,
    language,
    period_type,
    strftime(period_start, '%Y-%m-%d') as period_start,
    strftime(period_end, '%Y-%m-%d') as period_end,
    n::double as n,
    n_persons::double as n_persons,
    n_positive::double as n_positive,
    n_negative::double as n_negative,
    n_mixed::double as n_mixed,
    n_neutral::double as n_neutral,
    n_not_classified::double as n_not_classified,
    n_human::double as n_human,
    n_model::double as n_model,
    n_code_book::double as n_code_book,
    n_total::double as n_total,
    share::double as share,
    previous_n::double as previous_n,
    previous_n_total::double as previous_n_total,
    verdict,
    caveat
from (from published.pub_theme union all by name select null as figure_id)
where figure_id is null or (period_type = 'last_12_months' or (method = 'all' and characteristic_key = 'all'))
