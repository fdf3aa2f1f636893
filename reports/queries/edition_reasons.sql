select *
from satisfaction.edition_reason
where reason is not null
order by reason, kind
