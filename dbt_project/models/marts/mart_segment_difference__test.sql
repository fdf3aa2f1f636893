{% set cell = 'period_type, period_start, measure, aspect, characteristic_key, cut, cut_value' %}

with

cells as (
    select * from {{ ref('mart_segment_difference__cell') }}
),

strata as (
    select * from {{ ref('mart_segment_difference__stratum') }}
),

design as (
    select * from {{ ref('mart_metric__design') }}
),

variances as (
    select
        {{ cell }},
        sum({{ total_variance() }} order by source_id asc, stratum asc) as variance
    from strata
    inner join design using (period_type, period_start, source_id, stratum)
    group by {{ cell }}
),

shares as (
    select
        *,
        least(1, greatest(0, theta)) as share,
        least(1, greatest(0, rest_theta)) as rest_share
    from cells
),

compared as (
    select
        shares.*,
        case
            when least(shares.n, shares.rest_n) >= 2 and shares.df >= 1 then sqrt(variances.variance) * shares.factor
        end as se,
        shares.direction * shares.factor * (shares.theta - shares.rest_theta) as difference,
        least(shares.n, shares.n_eff, shares.rest_n, shares.rest_n_eff) < {{ setting('flag_n') }} as is_too_small,
        shares.is_share and not shares.has_design as is_simple_share
    from shares
    inner join variances using ({{ cell }})
),

-- Simple samples: two disjoint groups of it are independent, and their shares take Newcombe's interval.
final as (
    select
        *,
        {% for side, minus, plus in [('below', '', 'rest_'), ('above', 'rest_', '')] %}
            case
                when is_simple_share
                    then sqrt(
                        pow({{ minus }}share - {{ wilson_low(minus ~ 'share', minus ~ 'n_eff') }}, 2)
                        + pow({{ wilson_high(plus ~ 'share', plus ~ 'n_eff') }} - {{ plus }}share, 2)
                    )
            end as newcombe_{{ side }},
        {% endfor %}
        measure || ' ' || period_type || ' ' || cast(period_start as varchar) as family,
        case
            when not is_too_small and se > 0 then 2.0 * t_cdf(-abs(difference) / se, cast(df as double))
        end as p_value
    from compared
)

select * from final
