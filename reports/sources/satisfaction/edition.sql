-- The edition these figures belong to.
select
    organisation_id,
    is_synthetic::integer as is_synthetic,
    default_language,
    strftime(as_of, '%Y-%m-%d') as as_of,
    strftime(data_from, '%Y-%m-%d') as data_from,
    strftime(data_to, '%Y-%m-%d') as data_to,
    edition,
    input_hash,
    definition_version::double as definition_version,
    n_interviews::double as n_interviews,
    n_hidden_figures::double as n_hidden_figures,
    headline_characteristic,
    headline_aspect,
    headline_period,
    trend_period,
    minimum_n::double as minimum_n,
    flag_n::double as flag_n
from (from published.pub_edition union all by name select null as organisation_id)
