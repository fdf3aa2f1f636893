{%- set polarities = ['positive', 'negative', 'mixed', 'neutral', 'not_classified'] -%}
{%- set coders = ['human', 'model', 'code_book'] -%}
{%- set cell -%}
    period_type, period_start, period_end, theme_vocabulary, theme_key, characteristic_key, method, language
{%- endset -%}
with

texts as (
    select * from {{ ref('mart_theme__text') }}
),

periods as (
    select * from {{ ref('mart_theme__period') }}
),

placed as (
    select
        periods.*,
        texts.*
    from texts
    inner join periods on texts.month between periods.period_start and periods.period_end
),

flags as (
    select unnest([false, true]) as flag
),

-- All remarks by source or language, each theme, and each characteristic.
groupings as (
    select
        theme.flag as by_theme,
        characteristic.flag as by_characteristic,
        method.flag as by_method,
        language.flag as by_language
    from flags as theme
    cross join flags as characteristic
    cross join flags as method
    cross join flags as language
    where
        not (method.flag and language.flag)
        and not (theme.flag and characteristic.flag and (method.flag or language.flag))
),

grouped as (
    select
        placed.period_type,
        placed.period_start,
        placed.period_end,
        case when groupings.by_theme then placed.theme_vocabulary else 'all' end as theme_vocabulary,
        case when groupings.by_theme then placed.theme_key else 'all' end as theme_key,
        case when groupings.by_characteristic then placed.characteristic_key else 'all' end as characteristic_key,
        case when groupings.by_method then placed.method else 'all' end as method,
        case when groupings.by_language then placed.language else 'all' end as language,
        placed.text_key,
        placed.person_key,
        placed.sentiment,
        placed.coder_kind
    from placed
    inner join groupings
        on placed.period_type <> 'quarter' or not (groupings.by_method or groupings.by_language)
),

final as (
    select
        {{ cell }},
        {% for polarity in polarities %}
            {{ texts_where("sentiment = '" ~ polarity ~ "'") }} as n_{{ polarity }},
        {% endfor %}
        {% for coder in coders %}
            {{ texts_where("coder_kind = '" ~ coder ~ "'") }} as n_{{ coder }},
        {% endfor %}
        count(distinct text_key) as n,
        count(distinct person_key) as n_persons
    from grouped
    group by {{ cell }}
)

select * from final
