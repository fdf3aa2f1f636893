-- Catches a text that is missing in one of the report's languages.
with

label as (
    select * from {{ ref('pub_label') }}
),

languages as (
    select count(distinct language) as n_languages
    from label
),

by_key as (
    select
        label_key,
        count(distinct language) as n_found,
        count_if(text is null or trim(text) = '') as n_empty
    from label
    group by label_key
)

select by_key.*
from by_key
cross join languages
where by_key.n_found <> languages.n_languages or by_key.n_empty > 0
