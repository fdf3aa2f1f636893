-- What the leading score of a characteristic was made from.
select
    characteristic_key,
    metric_figure_id,
    n_cells::double as n_cells,
    n_files::double as n_files,
    landed::double as landed,
    accepted::double as accepted,
    quarantined::double as quarantined,
    duplicate::double as duplicate,
    example_file,
    example_sha256
from (from published.pub_characteristic_origin union all by name select null as characteristic_key)
