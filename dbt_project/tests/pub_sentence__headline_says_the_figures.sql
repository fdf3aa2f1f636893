-- Catches a headline whose number or verdict is not that of the figures it names, and a missing headline.
with

headline as (
    select *
    from {{ ref('pub_sentence') }}
    where sentence_id = 'headline' and language = 'en'
),

figure as (
    select *
    from {{ ref('pub_metric') }}
    where
        measure = 'M2_mean_score'
        and characteristic_key = {{ setting('headline_characteristic') }}
        and aspect = {{ setting('headline_aspect') }}
        and cut = 'overall'
        and period_type = {{ setting('headline_period') }}
        and period_end <= {{ setting('as_of') }}
        and suppress_reason is null
    qualify row_number() over (order by period_start desc) = 1
),

change as (
    select wave_test.*
    from {{ ref('pub_wave_test') }} as wave_test
    inner join figure using (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start)
    where wave_test.comparison = 'previous'
),

said as (
    select
        headline.text,
        headline.figure_ids,
        figure.figure_id,
        change.verdict,
        printf('%.1f', figure.estimate) as score
    from headline
    left join figure on true
    left join change on true
)

select
    text,
    score
from said
where
    (figure_id is not null and not contains(text, ' ' || score || ' of 100'))
    or (figure_id is not null and not contains(figure_ids, figure_id))
    or contains(text, 'improved to') <> (coalesce(verdict, '') = 'improved')
    or contains(text, 'declined to') <> (coalesce(verdict, '') = 'declined')

union all

select
    'there is no headline' as text,
    null as score
from headline
having count(*) = 0
