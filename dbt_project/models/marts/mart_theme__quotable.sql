{#- A word that fewer people wrote may be a name, a place or a number: no list knows them all. -#}
{% set word_minimum_persons = 3 %}
{% set longest = 240 %}
{% set cell = 'theme_vocabulary, theme_key, characteristic_key, language' %}

with

words as (
    select * from {{ ref('mart_theme__word') }}
),

texts as (
    select * from {{ ref('mart_theme__text') }}
    where month > {{ setting('as_of') }} - interval 12 month
),

scored as (
    select
        {{ cell }},
        text_key,
        min(n_persons) as rarest_word_persons,
        coalesce(sum(share_in_group) filter (where is_theme_word), 0) as agreement,
        list(word order by word asc) filter (where is_theme_word) as theme_words
    from words
    group by {{ cell }}, text_key
),

-- One text may be coded twice by the code book; its words and its writer are the same.
said as (
    select distinct on (text_key)
        text_key,
        method,
        month,
        person_key,
        text_normalised
    from texts
    order by text_key
),

placed as (
    select
        scored.*,
        said.method,
        said.month,
        said.person_key,
        said.text_normalised
    from scored
    inner join said on scored.text_key = said.text_key
),

-- Enough people in the group, and in the part of it that a quote's source names.
sources as (
    select
        {{ cell }},
        method,
        count(distinct person_key) as n_persons_of_source
    from placed
    group by {{ cell }}, method
),

persons as (
    select
        {{ cell }},
        count(distinct person_key) as n_persons,
        count(distinct text_key) as n_texts
    from placed
    group by {{ cell }}
),

final as (
    select
        placed.*,
        persons.n_persons,
        persons.n_texts,
        sources.n_persons_of_source,
        count(*) over (partition by {{ cell }}, placed.text_normalised) as n_said
    from placed
    inner join persons using ({{ cell }})
    inner join sources using ({{ cell }}, method)
    where
        sources.n_persons_of_source >= {{ setting('verbatim_minimum_n') }}
        and placed.rarest_word_persons >= {{ word_minimum_persons }}
        and length(placed.text_normalised) between 12 and {{ longest }}
        and placed.theme_words is not null
        and not contains(placed.text_normalised, '[removed]')
)

select * from final
