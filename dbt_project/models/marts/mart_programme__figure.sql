{% set columns = 'estimate, se, ci_low, ci_high, ci_method, n, caveat' %}

with

metric as (
    select * from {{ ref('mart_metric') }}
    where characteristic_key = {{ setting('headline_characteristic') }} and cut = 'overall'
),

promise as (
    select * from {{ ref('mart_promise') }}
    where promise_key = 'all' and cut = 'overall'
),

complaint_rate as (
    select * from {{ ref('mart_complaint_rate') }}
),

figures as (
    select
        measure,
        aspect,
        period_type,
        period_start,
        period_end,
        {{ columns }},
        n_eff,
        deff,
        cast(df as double) as df,
        n_missing
    from metric
    qualify
        row_number() over (
            partition by measure, period_type, period_start
            order by aspect <> {{ setting('headline_aspect') }} asc, aspect asc
        ) = 1
    union all
    select
        measure,
        null as aspect,
        period_type,
        period_start,
        period_end,
        {{ columns }},
        n_eff,
        deff,
        df,
        n_missing
    from promise
    union all
    select
        'M19_complaint_rate' as measure,
        null as aspect,
        period_type,
        period_start,
        period_end,
        rate_per_1000 as estimate,
        1000 * sqrt(n_complaints) / exposure as se,
        ci_low,
        ci_high,
        ci_method,
        n_complaints as n,
        caveat,
        null as n_eff,
        null as deff,
        null as df,
        null as n_missing
    from complaint_rate
),

-- A programme is judged by the latest whole period of the length that the report's front page has.
final as (
    select *
    from figures
    where period_type = {{ setting('headline_period') }} and period_end <= {{ setting('as_of') }}
    qualify row_number() over (partition by measure order by period_start desc) = 1
)

select * from final
