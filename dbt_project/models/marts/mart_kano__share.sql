with

metric as (
    select * from {{ ref('mart_metric') }}
    where aspect = 'kano_category'
),

categories as (
    select listed.*
    from (
        values
        {% for code, category in kano_categories().items() %}
            ('M27_{{ category }}_share', '{{ category }}', {{ code }}){{ ',' if not loop.last }}
        {% endfor %}
    ) as listed (measure, category, category_code)
),

final as (
    select
        metric.characteristic_key,
        metric.cut,
        metric.cut_value,
        metric.period_type,
        metric.period_start,
        metric.period_end,
        metric.wave,
        categories.category,
        cast(categories.category_code as integer) as category_code,
        metric.estimate,
        metric.se,
        metric.ci_low,
        metric.ci_high,
        metric.ci_method,
        metric.n,
        metric.n_eff,
        metric.deff,
        metric.df,
        metric.n_missing,
        metric.caveat
    from metric
    inner join categories using (measure)
)

select * from final
