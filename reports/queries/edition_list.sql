select *
from satisfaction.edition_list
where edition is not null
order by position desc
