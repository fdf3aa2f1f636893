with

programme as (
    select * from {{ ref('mart_programme') }}
),

declared as (
    select
        programme_key,
        version_number,
        objective,
        purpose
    from {{ ref('dim_programme') }}
),

metric as (
    select * from {{ ref('pub_metric') }}
),

rate as (
    select * from {{ ref('pub_complaint_rate') }}
),

-- The figure that a target is about is one that readers see elsewhere, and is hidden here where it is hidden there.
judged as (
    select
        programme.*,
        declared.objective,
        declared.purpose,
        coalesce(metric.figure_id, rate.figure_id) as target_figure_id,
        case
            when metric.figure_id is not null then metric.estimate is not null
            when rate.figure_id is not null then true
            else coalesce(programme.n >= {{ setting('minimum_n') }}, true)
        end as is_shown
    from programme
    left join declared using (programme_key, version_number)
    left join metric
        on
            programme.measure = metric.measure
            and programme.aspect = metric.aspect
            and programme.period_type = metric.period_type
            and programme.period_start = metric.period_start
            and metric.cut = 'overall'
            and metric.characteristic_key = {{ setting('headline_characteristic') }}
    left join rate
        on
            programme.measure = 'M19_complaint_rate'
            and programme.period_type = rate.period_type
            and programme.period_start = rate.period_start
),

final as (
    select
        programme_key,
        version_number,
        purpose,
        objective,
        decision_owner,
        frequency,
        source_ids,
        measure,
        target_value,
        is_lower_better,
        cost_a_year,
        currency,
        cost_period_start,
        n_completes,
        cost_per_complete,
        period_type,
        period_start,
        period_end,
        target_figure_id,
        {{ shown(['estimate', 'ci_low', 'ci_high', 'n', 'verdict', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by programme_key
