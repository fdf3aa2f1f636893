with

own_text as (
    select * from {{ ref('seed_label') }}
    union all
    select * from {{ ref('seed_ui_label') }}
    union all
    select
        'theme.' || code_book_theme_key as label_key,
        en,
        ca,
        fa
    from {{ ref('seed_code_book_theme') }}
),

profile_label as (
    select * from {{ ref('dim_label') }}
),

default_language as (
    select default_language as language
    from {{ ref('stg_organisation') }}
),

own_label as (
    {% for language in ['en', 'ca', 'fa'] %}
        select
            label_key,
            '{{ language }}' as language,
            {{ language }} as text
        from own_text
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

languages as (
    select distinct language
    from own_label
),

profile_default as (
    select profile_label.*
    from profile_label
    inner join default_language using (language)
),

-- What a profile left untranslated stands in its default language: a name in another language is better than none.
filled as (
    select
        profile_default.label_key,
        languages.language,
        coalesce(profile_label.text, profile_default.text) as text
    from profile_default
    cross join languages
    left join profile_label
        on
            profile_default.label_key = profile_label.label_key
            and languages.language = profile_label.language
),

rules as (
    select distinct
        rule_id,
        rule_kind,
        split_part(rule_id, '.', 2) as column_name
    from {{ ref('stg_broken_rule') }}
    where rule_id <> rule_kind
),

-- A rule that judges several columns carries the column's name behind its kind.
rule_label as (
    select
        'rule.' || rules.rule_id as label_key,
        own_label.language,
        own_label.text || ' (' || rules.column_name || ')' as text
    from rules
    inner join own_label on own_label.label_key = 'rule.' || rules.rule_kind
),

-- A profile may name one of our keys anew, for example a cause called "other".
final as (
    select * from filled
    union all
    select own_label.*
    from own_label
    anti join filled using (label_key)
    union all
    select * from rule_label
)

select * from final
order by label_key, language
