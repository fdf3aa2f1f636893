select *
from satisfaction.definition_change
where part is not null
order by part, measure, characteristic_key, setting
