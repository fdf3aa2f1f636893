{% set cell = 'period_type, period_start, source_id' %}

with

units as (
    select * from {{ ref('mart_validation__unit') }}
),

design as (
    select * from {{ ref('mart_metric__design') }}
),

means as (
    select distinct
        {{ cell }},
        n,
        w_total,
        w2_total,
        weighted_score,
        unweighted_score,
        weighted_square
    from units
),

strata as (
    select
        {{ cell }},
        stratum,
        {% for column in ['a', 'd'] %}
            {{ exact_sum(column) }} as {{ column }},
            {% set squared = column ~ ' * ' ~ column %}
            {{ exact_sum('case when design.is_clustered then ' ~ squared ~ ' else ' ~ column ~ column ~ ' end') }}
                as {{ column }}_square_sum,
        {% endfor %}
        any_value(design.n_units) as n_units,
        any_value(design.sampling_factor) as sampling_factor,
        any_value(design.lonely_psu) as lonely_psu
    from units
    inner join design using ({{ cell }}, stratum)
    group by {{ cell }}, stratum
),

variances as (
    select
        {{ cell }},
        sum({{ lonely_aware_variance('a_square_sum', 'a') }} order by stratum asc) as variance,
        sum({{ lonely_aware_variance('d_square_sum', 'd') }} order by stratum asc) as difference_variance
    from strata
    group by {{ cell }}
),

degrees as (
    select
        {{ cell }},
        cast(sum(n_units) - count(*) as integer) as df
    from design
    group by {{ cell }}
),

final as (
    select
        {{ cell }},
        means.weighted_score,
        means.unweighted_score,
        cast(means.n as bigint) as n,
        means.w_total * means.w_total / means.w2_total as n_eff,
        case when means.n >= 2 and degrees.df >= 1 then sqrt(variances.variance) end as se,
        case when means.n >= 2 and degrees.df >= 1 then sqrt(variances.difference_variance) end as difference_se,
        variances.variance
        / nullif((means.weighted_square - means.weighted_score * means.weighted_score) / (means.n - 1), 0) as deff,
        degrees.df
    from means
    inner join variances using ({{ cell }})
    inner join degrees using ({{ cell }})
)

select * from final
