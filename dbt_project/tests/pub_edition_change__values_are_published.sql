-- Catches a listed new value that is not the one this edition publishes.
select change.changed_figure_id
from {{ ref('pub_edition_change') }} as change
left join {{ ref('pub_metric') }} as metric on change.changed_figure_id = metric.figure_id
where
    change.figure_table = 'pub_metric'
    and change.value_column = 'estimate'
    and change.new_value is distinct from metric.estimate
