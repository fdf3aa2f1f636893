-- en: What a column means
-- ca: Què significa una columna
-- fa: یک ستون یعنی چه
-- question: What are the columns of pub_metric, in which unit, and what does one row stand for?
select
    column_position,
    column_name,
    column_type,
    unit,
    description,
    grain
from help.dictionary
where table_schema = 'published' and table_name = 'pub_metric'
order by column_position
