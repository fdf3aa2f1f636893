{% set cell = 'characteristic_key, cut, cut_value, period_type, period_start' %}

with

levels as (
    select * from {{ ref('mart_gap__level') }}
),

disclosure as (
    select * from {{ ref('mart_disclosure') }}
    where subject = 'survey_answer'
),

-- A gap of pairs rests on the pairs; another one on the two groups whose levels it compares.
final as (
    select
        {{ cell }},
        bool_or(disclosure.is_hidden) as is_hidden,
        bool_and(disclosure.shows_missing) as shows_missing
    from levels
    inner join disclosure using ({{ cell }})
    where
        (levels.is_paired and disclosure.aspect = 'gap')
        or (
            not levels.is_paired
            and disclosure.aspect in ('perception', 'overall', {{ setting('expectation_aspect') }})
            and disclosure.n > 0
        )
    group by {{ cell }}
)

select * from final
