-- Catches a text that is missing in one of the report's languages.
select
    label_key,
    count(distinct language) as n_languages
from {{ ref('pub_label') }}
group by label_key
having
    count(distinct language) <> (select count(distinct language) from {{ ref('pub_label') }})
    or count_if(text is null or trim(text) = '') > 0
