select *
from satisfaction.edition_change
where changed_figure_id is not null
order by position
