with

month_values as (
    select * from {{ ref('mart_operation__value') }}
),

outcomes as (
    select * from {{ ref('stg_outcome') }}
),

period_months as (
    select * from {{ ref('dim_period__month') }}
    where period_type <> 'wave'
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

totals as (
    select
        month_values.outcome_key,
        month_values.unit,
        period_months.period_type,
        period_months.period_start,
        period_months.period_end,
        count(*) as n_months,
        cast(sum(month_values.value_sum) as double) as value_sum,
        cast(sum(month_values.exposure_sum) as double) as exposure_sum,
        cast(sum(month_values.n) as bigint) as n,
        cast(sum(month_values.value2_sum) as double) as value2_sum
    from month_values
    inner join period_months on month_values.month = period_months.month
    group by all
),

-- What is counted follows Poisson's law; a measured amount (money, hours) has no error that could be told from its sum.
figures as (
    select
        *,
        case unit
            when 'rate_per_1000' then 1000.0 * value_sum / exposure_sum
            when 'score_0_100' then value_sum / n
            else value_sum
        end as estimate,
        unit <> 'score_0_100' and value_sum = floor(value_sum) and value_sum >= 0 as is_count,
        case when unit = 'rate_per_1000' then 1000.0 / exposure_sum else 1.0 end as factor,
        case
            when unit = 'score_0_100' and n > 1
                then sqrt(greatest(0, value2_sum - value_sum * value_sum / n) / (n - 1) / n)
        end as rating_se
    from totals
),

final as (
    select
        'R10_indicator' as measure,
        figures.outcome_key,
        outcomes.kind,
        outcomes.measure as indicator,
        outcomes.exposure_measure,
        figures.unit,
        outcomes.higher_is,
        figures.period_type,
        figures.period_start,
        figures.period_end,
        cast(figures.n_months as integer) as n_months,
        case when figures.unit <> 'score_0_100' then figures.value_sum end as value_sum,
        figures.exposure_sum,
        figures.estimate,
        case when figures.is_count then figures.factor * sqrt(figures.value_sum) else figures.rating_se end as se,
        case
            when figures.is_count then figures.factor * {{ poisson_low('figures.value_sum') }}
            else figures.estimate - t_quantile(0.975, figures.n - 1.0) * figures.rating_se
        end as ci_low,
        case
            when figures.is_count then figures.factor * {{ poisson_high('figures.value_sum') }}
            else figures.estimate + t_quantile(0.975, figures.n - 1.0) * figures.rating_se
        end as ci_high,
        case when figures.is_count then 'exact_poisson' when figures.rating_se is not null then 't' else 'none' end
            as ci_method,
        figures.n,
        {{ not_defined(['n_eff', 'deff', 'df', 'n_missing', 'verdict']) }},
        case
            when figures.unit = 'score_0_100' then 'self_selected'
            when not figures.is_count then 'no_interval'
            when figures.unit = 'count' then 'count_without_exposure'
            when figures.period_end > settings.as_of then 'partial_period'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from figures
    inner join outcomes on figures.outcome_key = outcomes.outcome_key
    cross join settings
)

select * from final
