with

shares as (
    select * from {{ ref('mart_metric_distribution__estimate') }}
),

-- Degrees of freedom, effective base and caveats are those of the mean score of the same cell.
scores as (
    select * from {{ ref('mart_metric__interval') }}
    where measure = 'M2_mean_score'
),

metric as (
    select * from {{ ref('mart_metric') }}
    where measure = 'M2_mean_score'
),

with_error as (
    select
        shares.*,
        scores.n_eff,
        scores.df,
        scores.t,
        scores.has_design or not scores.is_infinite_population as has_design,
        case when shares.n >= 2 and scores.df >= 1 then sqrt(shares.variance) end as se,
        case
            when shares.theta > 0 and shares.theta < 1 and shares.n >= 2
                then shares.variance / (shares.theta * (1 - shares.theta) / (shares.n - 1))
        end as deff
    from shares
    inner join scores
        using (period_type, period_start, characteristic_key, aspect, cut, cut_value)
),

methods as (
    select
        *,
        case when se is null then 'none' else {{ share_method('theta', 'has_design') }} end as ci_method,
        {{ wilson_base('n', 'deff', 'n_eff') }} as wilson_n
    from with_error
),

final as (
    select
        methods.aspect,
        methods.characteristic_key,
        methods.cut,
        methods.cut_value,
        methods.period_type,
        methods.period_start,
        metric.period_end,
        metric.wave,
        methods.value,
        methods.scale_min,
        methods.scale_max,
        methods.scale_direction,
        methods.theta as estimate,
        methods.se,
        case methods.ci_method
            when 'logit' then {{ logit_end('theta', 'methods.se', 't', '-') }}
            when 'wilson' then {{ wilson_low('theta', 'methods.wilson_n') }}
        end as ci_low,
        case methods.ci_method
            when 'logit' then {{ logit_end('theta', 'methods.se', 't', '+') }}
            when 'wilson' then {{ wilson_high('theta', 'methods.wilson_n') }}
        end as ci_high,
        methods.ci_method,
        methods.n_value,
        methods.n,
        methods.n_eff,
        methods.deff,
        methods.df,
        metric.n_missing,
        metric.caveat,
        metric.suppress_reason,
        metric.definition_version,
        metric.input_hash
    from methods
    inner join metric
        using (period_type, period_start, characteristic_key, aspect, cut, cut_value)
)

select * from final
