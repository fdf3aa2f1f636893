with

metric as (
    select * from {{ ref('mart_metric') }}
    where period_type = 'month' and cut = 'overall' and estimate is not null
),

operation as (
    select * from {{ ref('mart_operation') }}
    where period_type = 'month' and estimate is not null
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- The headline score and the NPS; a month below the minimum base is never published, so no figure may rest on it.
satisfaction as (
    select metric.*
    from metric
    cross join settings
    where
        metric.n >= settings.minimum_n
        and (
            metric.measure = 'M3_nps'
            or (
                metric.measure = 'M2_mean_score'
                and metric.characteristic_key = settings.headline_characteristic
                and metric.aspect = settings.headline_aspect
            )
        )
),

-- Public ratings are public, so that the minimum base does not hold for them; a count of events has no base of people.
final as (
    select
        satisfaction.measure,
        satisfaction.aspect,
        satisfaction.characteristic_key,
        operation.outcome_key,
        satisfaction.period_start as month,
        satisfaction.estimate as satisfaction,
        operation.estimate as outcome
    from satisfaction
    inner join operation on satisfaction.period_start = operation.period_start
)

select * from final
