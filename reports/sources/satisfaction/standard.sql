-- Where each recommendation is answered.
select
    position::double as position,
    requirement,
    area,
    standards,
    pages,
    table_names,
    n_rows::double as n_rows,
    n_checks::double as n_checks,
    n_held::double as n_held,
    status
from (from published.pub_standard union all by name select null as requirement)
