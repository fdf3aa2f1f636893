{% set figures = [
    'estimate', 'se', 'ci_low', 'ci_high', 'lmg', 'lmg_share', 'johnson', 'johnson_share', 'johnson_ci_low', 'johnson_ci_high',
    'correlation', 'correlation_ci_low', 'correlation_ci_high', 'p_value', 'std_coefficient', 'std_coefficient_ci_low',
    'std_coefficient_ci_high', 'vif', 'condition_index', 'r_squared', 'adjusted_r_squared', 'r_squared_ci_low',
    'r_squared_ci_high'
] %}

with

estimates as (
    select * from {{ ref('mart_driver__estimate') }}
),

-- What Python could not work out comes as "not a number" and goes on as null; a family is what is shown of one cell.
tests as (
    select
        cast(period_type as varchar) as period_type,
        cast(period_start as date) as period_start,
        cast(cut as varchar) as cut,
        cast(cut_value as varchar) as cut_value,
        cast(characteristic_key as varchar) as characteristic_key,
        cast(importance_method as varchar) as importance_method,
        {% for figure in figures -%}
            case when not isnan({{ figure }}) then {{ figure }} end as {{ figure }},
        {% endfor %}
        n,
        n_eff,
        cast(df as integer) as df,
        n_model,
        cast(n_drivers as integer) as n_drivers,
        is_in_model,
        is_small,
        is_collinear,
        concat_ws('|', period_type, period_start, cut, cut_value) as family
    from estimates
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        *,
        cast(case
            when is_in_model then rank() over (partition by family, is_in_model order by estimate desc)
        end as integer) as importance_rank
    from adjusted
)

select * from final
