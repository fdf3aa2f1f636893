-- How many values changed, by the weightiest reason.
select reason, kind, is_visible, is_verdict, n_values::double as n_values, n_figures::double as n_figures
from (
    select reason, kind, is_visible, is_verdict, count(*) as n_values, count(distinct changed_figure_id) as n_figures
    from published.pub_edition_change
    group by all
    union all by name
    select null as reason
)
