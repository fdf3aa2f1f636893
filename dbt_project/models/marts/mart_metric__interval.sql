with

estimates as (
    select * from {{ ref('mart_metric__estimate') }}
),

used_degrees as (
    select distinct df from estimates
    where df >= 1
),

degrees as (
    select
        df,
        t_quantile(0.975, cast(df as double)) as t
    from used_degrees
),

-- A simple sample's NPS takes the closed form with n in the denominator, its published convention.
scaled as (
    select
        estimates.*,
        degrees.t,
        estimates.w_total * estimates.w_total / estimates.w2_total as n_eff,
        estimates.measure in ({{ quoted(share_measures()) }}) as is_share
    from estimates
    left join degrees on estimates.df = degrees.df
),

-- One answer tells nothing of its own spread, so it gets no standard error.
with_error as (
    select
        *,
        {{ measure_offset() }} + {{ measure_factor() }} * theta as estimate,
        abs({{ measure_factor() }}) as factor,
        case when is_share then least(1, greatest(0, theta)) end as share,
        measure = 'M3_nps' and not has_design and is_infinite_population and abs(n_eff - n) < 1e-9 * n as is_simple_nps,
        case
            when n < 2 or df < 1 then null
            when is_simple_nps then sqrt(value_variance / n)
            else sqrt(variance)
        end as theta_se,
        case
            when n >= 2
                then sqrt(n_interviews / (n_interviews - 1.0) * greatest(0, weighted_square_total)) / w_total
        end as theta_se_weights_only,
        case when value_variance > 1e-15 and n >= 2 then variance / (value_variance / (n - 1)) end as deff
    from scaled
),

methods as (
    select
        *,
        case
            when theta_se is null then 'none'
            when is_share then {{ share_method('share', 'has_design or not is_infinite_population') }}
            when is_simple_nps then 'normal'
            else 't'
        end as ci_method,
        {{ wilson_base('n', 'deff', 'n_eff') }} as wilson_n
    from with_error
),

final as (
    select
        * exclude (wilson_n),
        factor * theta_se as se,
        factor * theta_se_weights_only as se_weights_only,
        case ci_method
            when 't' then estimate - t * factor * theta_se
            when 'normal' then estimate - norm_quantile(0.975) * factor * theta_se
            when 'logit' then {{ logit_end('share', 'theta_se', 't', '-') }}
            when 'wilson' then {{ wilson_low('share', 'wilson_n') }}
        end as ci_low,
        case ci_method
            when 't' then estimate + t * factor * theta_se
            when 'normal' then estimate + norm_quantile(0.975) * factor * theta_se
            when 'logit' then {{ logit_end('share', 'theta_se', 't', '+') }}
            when 'wilson' then {{ wilson_high('share', 'wilson_n') }}
        end as ci_high
    from methods
)

select * from final
