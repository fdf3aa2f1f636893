with

-- Nothing is looked at where the organisation publishes no words.
texts as (
    select * from {{ ref('mart_theme__text') }}
    where {{ setting('publish_quotes') }} and month > {{ setting('as_of') }} - interval 12 month
),

split as (
    select
        text_key,
        person_key,
        language,
        theme_vocabulary,
        theme_key,
        characteristic_key,
        is_certain,
        unnest(list_distinct(string_split(replace({{ fold_text('text_normalised') }}, '|', ' '), ' '))) as word
    from texts
),

words as (
    select * from split
    where word <> ''
),

used as (
    select
        language,
        word,
        count(distinct person_key) as n_persons,
        count(distinct text_key) as n_texts
    from words
    group by language, word
),

language_size as (
    select
        language,
        count(distinct text_key) as n_texts
    from texts
    group by language
),

-- A quote stands for a theme, or for a characteristic with all its themes.
grouped as (
    select
        theme_vocabulary,
        theme_key,
        'all' as characteristic_key,
        language,
        text_key,
        word
    from words
    where is_certain
    union
    select
        'all' as theme_vocabulary,
        'all' as theme_key,
        characteristic_key,
        language,
        text_key,
        word
    from words
    where characteristic_key <> 'not_classified' and (is_certain or theme_key = 'not_classified')
),

shares as (
    select
        *,
        count(*) over (
            partition by theme_vocabulary, theme_key, characteristic_key, language, word
        ) / count(distinct text_key) over (partition by theme_vocabulary, theme_key, characteristic_key, language)
            as share_in_group
    from grouped
),

-- A word belongs to a theme where its remarks use it half as often again as all remarks of the language.
final as (
    select
        shares.theme_vocabulary,
        shares.theme_key,
        shares.characteristic_key,
        shares.language,
        shares.text_key,
        shares.word,
        shares.share_in_group,
        used.n_persons,
        shares.share_in_group >= 1.5 * used.n_texts / language_size.n_texts as is_theme_word
    from shares
    inner join used on shares.language = used.language and shares.word = used.word
    inner join language_size on shares.language = language_size.language
)

select * from final
