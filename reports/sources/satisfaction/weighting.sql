-- What weighting did on each occasion.
select
    figure_id,
    source_id,
    occasion,
    strftime(first_month, '%Y-%m-%d') as first_month,
    strftime(margins_as_of, '%Y-%m-%d') as margins_as_of,
    n_cells::double as n_cells,
    is_converged,
    n::double as n,
    n_eff::double as n_eff,
    deff_kish::double as deff_kish,
    smallest_weight::double as smallest_weight,
    greatest_weight::double as greatest_weight,
    weight_ratio::double as weight_ratio,
    trimmed_share::double as trimmed_share,
    verdict,
    caveat,
    suppress_reason
from (from published.pub_weighting union all by name select null as figure_id)
