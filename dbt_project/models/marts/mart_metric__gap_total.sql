{% set cell = 'period_type, period_start, cut, cut_value' %}

with

weights as (
    select * from {{ ref('mart_metric__gap_weight') }}
),

strata as (
    select * from {{ ref('mart_metric__gap_stratum') }}
),

design as (
    select * from {{ ref('mart_metric__design') }}
),

whole_design as (
    select * from {{ ref('mart_metric__gap_design') }}
),

characteristics as (
    select * from {{ ref('dim_characteristic') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- The total stands under the overall judgement, to which it is the alternative summary.
overall as (
    select
        coalesce(
            min_by(characteristics.characteristic_key, characteristics.position),
            max(settings.headline_characteristic)
        ) as characteristic_key
    from settings
    left join characteristics on characteristics.is_overall
),

-- The smallest base of its parts, because respondents who left some out carry less of it.
totals as (
    select
        {{ cell }},
        sum(coefficient * theta order by characteristic_key asc) as estimate,
        min(n) as n,
        min(n_eff) as n_eff
    from weights
    group by {{ cell }}
),

variances as (
    select
        {{ cell }},
        sum({{ total_variance() }} order by source_id asc, stratum asc) as variance,
        sum(strata.respondent_square_sum order by source_id asc, stratum asc) as respondent_square_sum
    from strata
    inner join design using (period_type, period_start, source_id, stratum)
    group by {{ cell }}
),

estimated as (
    select
        totals.*,
        overall.characteristic_key,
        whole_design.* exclude (period_type, period_start),
        case when totals.n >= 2 and whole_design.df >= 1 then sqrt(variances.variance) end as se,
        case
            when totals.n >= 2
                then
                    sqrt(
                        variances.respondent_square_sum
                        * whole_design.n_interviews / nullif(whole_design.n_interviews - 1.0, 0)
                    )
        end as se_weights_only,
        t_quantile(0.975, cast(nullif(greatest(whole_design.df, 0), 0) as double)) as t
    from totals
    inner join variances using ({{ cell }})
    inner join whole_design using (period_type, period_start)
    cross join overall
),

final as (
    select
        *,
        'M5_gap_weighted_total' as measure,
        'gap' as aspect,
        estimate - t * se as ci_low,
        estimate + t * se as ci_high,
        case when se is null then 'none' else 't_given_importance' end as ci_method
    from estimated
)

select * from final
