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
    n_mixed::double as n_mixed,
    n_groups_not_counted::double as n_groups_not_counted,
    agreement_alpha::double as agreement_alpha,
    agreement_ci_low::double as agreement_ci_low,
    agreement_ci_high::double as agreement_ci_high,
    status,
    caveat
from (from published.pub_focus_group union all by name select null as figure_id)
