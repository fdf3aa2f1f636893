-- Sentences written from the figures.
select
    sentence_id,
    position::double as position,
    language,
    text,
    figure_ids
from (from published.pub_sentence union all by name select null as sentence_id)
