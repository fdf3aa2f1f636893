{% set looked_at = 60 %}
{% set cell = 'theme_vocabulary, theme_key, characteristic_key, language' %}

with

quotable as (
    select * from {{ ref('mart_theme__quotable') }}
),

-- The remarks that share most with the others of their theme; those that something was taken out of come last.
ranked as (
    select
        *,
        row_number() over (
            partition by {{ cell }}
            order by
                regexp_matches(text_normalised, '\[[a-z]+\]') asc,
                agreement desc,
                n_said desc,
                length(text_normalised) asc,
                month desc,
                md5(text_key) asc
        ) as place
    from quotable
    qualify row_number() over (partition by {{ cell }}, text_normalised order by month desc, md5(text_key) asc) = 1
),

best as (
    select * from ranked
    where place <= {{ looked_at }}
),

-- Nobody is quoted twice for a theme, and nothing is that says with other words what a better one says.
repeated as (
    select distinct
        {{ cell }},
        best.place
    from best
    inner join best as better using ({{ cell }})
    where
        better.place < best.place
        and (
            best.person_key = better.person_key
            or 5 * len(list_intersect(best.theme_words, better.theme_words))
            >= 3 * least(len(best.theme_words), len(better.theme_words))
        )
),

different as (
    select
        best.*,
        row_number() over (partition by {{ cell }} order by best.place asc) as position
    from best
    anti join repeated using ({{ cell }}, place)
),

final as (
    select
        {{ cell }},
        position,
        method,
        month,
        {{ visible_text("text_normalised") }} as quote,
        agreement,
        n_persons,
        n_texts,
        n_persons_of_source
    from different
    where position <= {{ setting('quotes_per_theme') }}
)

select * from final
