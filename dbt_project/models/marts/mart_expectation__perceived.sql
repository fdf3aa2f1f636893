{% set columns = [
    'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start', 'period_end', 'estimate', 'se', 'ci_low', 'ci_high',
    'ci_method', 'n', 'n_eff', 'deff', 'df', 'n_missing', 'caveat'
] %}

with

metric as (
    select * from {{ ref('mart_metric') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

last_period as (
    select
        max(period_start) as period_start,
        max(period_end) as period_end
    from periods
    where period_type = {{ setting('headline_period') }} and is_complete
),

-- Of a segment that was not asked in the last period, the latest figure before it stands.
final as (
    select
        {% for column in columns %}
            metric.{{ column }},
        {% endfor %}
        last_period.period_start as new_since
    from metric
    cross join last_period
    where
        metric.measure = 'M2_mean_score' and metric.aspect in ('perception', 'overall')
        and metric.period_type = {{ setting('headline_period') }}
        and metric.period_end <= last_period.period_end
    qualify
        row_number() over (
            partition by metric.characteristic_key, metric.cut, metric.cut_value
            order by metric.period_start desc, metric.aspect desc
        ) = 1
)

select * from final
