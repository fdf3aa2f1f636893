with

question as (
    select distinct
        characteristic_key,
        aspect
    from {{ ref('dim_question') }}
    where aspect <> 'open_text'
),

declared as (
    select
        characteristic_key,
        aspect,
        count(*) as n_versions,
        min(valid_from) as first_valid_from
    from {{ ref('dim_question') }}
    group by characteristic_key, aspect
),

asked as (
    select
        characteristic_key,
        aspect,
        max(month) as last_asked
    from {{ ref('agg_answer_value') }}
    where cut = 'overall' and coalesce(missing_code, '') not in ('not_asked', 'not_applicable')
    group by characteristic_key, aspect
),

figures as (
    select
        characteristic_key,
        aspect,
        count(*) filter (where estimate is not null) as n_figures
    from {{ ref('pub_metric') }}
    group by characteristic_key, aspect
),

item as (
    select
        *,
        n >= {{ setting('minimum_n') }} as is_shown
    from {{ ref('mart_reliability_item') }}
    where is_main and period_type = {{ setting('headline_period') }} and period_end <= {{ setting('as_of') }}
    qualify row_number() over (partition by characteristic_key, aspect order by period_start desc) = 1
),

final as (
    select
        question.characteristic_key,
        question.aspect,
        declared.n_versions,
        declared.first_valid_from,
        asked.last_asked,
        coalesce(figures.n_figures, 0) as n_figures,
        case when item.is_shown then item.item_rest_correlation end as item_rest_correlation,
        case when item.is_shown then item.battery_alpha end as battery_alpha,
        case when item.is_shown then item.estimate end as alpha_without,
        case
            when asked.last_asked is null then 'never_asked'
            when coalesce(figures.n_figures, 0) = 0 then 'no_figure'
            when asked.last_asked < cast({{ setting('as_of') }} - interval 12 month as date) then 'no_longer_asked'
            when item.is_shown and item.verdict = 'lowers_alpha' then 'lowers_alpha'
            else 'in_use'
        end as verdict,
        {{ provenance() }}
    from question
    inner join declared using (characteristic_key, aspect)
    left join asked using (characteristic_key, aspect)
    left join figures using (characteristic_key, aspect)
    left join item using (characteristic_key, aspect)
)

select * from final
order by characteristic_key, aspect
