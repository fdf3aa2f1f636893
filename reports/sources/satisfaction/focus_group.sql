-- Themes of focus groups by the number of groups that raised them.
select
    figure_id,
    theme_key,
    characteristic_key,
    n_groups_raised::double as n_groups_raised,
    n_groups::double as n_groups,
    n_groups_positive::double as n_groups_positive,
    n_groups_neutral::double as n_groups_neutral,
    n_groups_negative::double as n_groups_negative,
    n_groups_mixed::double as n_groups_mixed
from (from published.pub_focus_group union all by name select null as figure_id)
