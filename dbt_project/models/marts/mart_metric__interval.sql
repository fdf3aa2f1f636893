with

estimates as (
    select * from {{ ref('mart_metric__estimate') }}
),

-- On the scale that is reported. One answer tells nothing of its own spread, so it gets no standard error.
scaled as (
    select
        *,
        measure in ('M1_top2_share', 'M5_met_share') as is_share,
        {{ measure_offset() }} + {{ measure_factor() }} * theta as estimate,
        abs({{ measure_factor() }}) as factor,
        w_total * w_total / w2_total as n_eff,
        -- The closed form of the simple sample (n in the denominator) is the published convention of the NPS.
        measure = 'M3_nps' and not has_design and is_infinite_population and abs(w_total * w_total / w2_total - n) < 1e-9 * n
            as is_simple_nps
    from estimates
),

with_error as (
    select
        *,
        case
            when n < 2 or df < 1 then null
            when is_simple_nps then sqrt(value_variance / n)
            else sqrt(variance)
        end as theta_se,
        case when n >= 2 then sqrt(n_interviews / (n_interviews - 1.0) * greatest(0, weighted_square_sum)) end
            as theta_se_weights_only,
        case when value_variance > 1e-15 and n >= 2 then variance / (value_variance / (n - 1)) end as deff
    from scaled
),

degrees as (
    select
        df,
        t_quantile(0.975, cast(df as double)) as t
    from (select distinct df from estimates where df >= 1) as used
),

methods as (
    select
        with_error.*,
        degrees.t,
        case when is_share then least(1, greatest(0, theta)) end as share,
        case
            when theta_se is null then 'none'
            when is_share then {{ share_method('share', 'has_design or not is_infinite_population') }}
            when is_simple_nps then 'normal'
            else 't'
        end as ci_method
    from with_error
    left join degrees on with_error.df = degrees.df
),

final as (
    select
        *,
        factor * theta_se as se,
        factor * theta_se_weights_only as se_weights_only,
        case ci_method
            when 't' then estimate - t * factor * theta_se
            when 'normal' then estimate - norm_quantile(0.975) * factor * theta_se
            when 'logit' then {{ logit_end('share', 'theta_se', 't', '-') }}
            when 'wilson' then {{ wilson_low('share', 'n_eff') }}
        end as ci_low,
        case ci_method
            when 't' then estimate + t * factor * theta_se
            when 'normal' then estimate + norm_quantile(0.975) * factor * theta_se
            when 'logit' then {{ logit_end('share', 'theta_se', 't', '+') }}
            when 'wilson' then {{ wilson_high('share', 'n_eff') }}
        end as ci_high
    from methods
)

select * from final
