-- Every text of the pages, by key and language.
select
    label_key,
    language,
    text
from (from published.pub_label union all by name select null as label_key)
