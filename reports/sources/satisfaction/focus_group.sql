-- Themes of focus groups by the number of groups that raised them.
select
    figure_id,
    theme_key,
    characteristic_key,
    n_groups_raised::double as n_groups_raised,
    n_groups::double as n_groups,
    n_positive::double as n_positive,
    n_neutral::double as n_neutral,
    n_negative::double as n_negative,
    n_mixed::double as n_mixed
from (from published.pub_focus_group union all by name select null as figure_id)
