select n.language, n.text as name, n.language = e.default_language as is_default
from satisfaction.label n
inner join satisfaction.label o on o.language = n.language and o.label_key = 'organisation.name'
cross join satisfaction.edition e
where n.label_key = 'ui.language_name' and e.edition is not null
order by is_default desc, n.language
