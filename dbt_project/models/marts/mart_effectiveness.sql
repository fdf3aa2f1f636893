with

actions as (
    select * from {{ ref('fct_improvement_action') }}
),

measures as (
    select * from {{ ref('mart_effectiveness__measure') }}
),

judged as (
    select * from {{ ref('mart_effectiveness__judged') }}
),

final as (
    select
        improvement_action_key,
        actions.action_key,
        actions.owner_role,
        actions.cause_key,
        actions.characteristic_key,
        actions.cut,
        actions.cut_value,
        actions.due_on,
        actions.started_on,
        actions.done_on,
        actions.registered_on,
        actions.is_preregistered,
        actions.measure as measure_told,
        actions.direction,
        cast(actions.expected_effect as double) as expected_effect,
        measures.series_measure,
        measures.aspect,
        measures.count_measure,
        measures.exposure_measure,
        measures.per,
        cast(judged.method as varchar) as method,
        cast(judged.mean_before as double) as mean_before,
        cast(judged.mean_after as double) as mean_after,
        cast(judged.estimate as double) as estimate,
        cast(judged.se as double) as se,
        cast(judged.ci_low as double) as ci_low,
        cast(judged.ci_high as double) as ci_high,
        case judged.method
            when 'two_waves' then 't_independent_samples'
            when 'interrupted_time_series' then 't_newey_west'
            when 'difference_in_differences' then 't_newey_west'
            else 'none'
        end as ci_method,
        cast(judged.effect_at_end as double) as effect_at_end,
        cast(judged.effect_at_end_se as double) as effect_at_end_se,
        cast(judged.effect_at_end_ci_low as double) as effect_at_end_ci_low,
        cast(judged.effect_at_end_ci_high as double) as effect_at_end_ci_high,
        cast(judged.expected_regression as double) as expected_regression,
        cast(judged.lag as integer) as lag,
        cast(judged.n_season_pairs as integer) as n_season_pairs,
        cast(judged.n as bigint) as n,
        cast(judged.n_before as bigint) as n_before,
        cast(judged.n_after as bigint) as n_after,
        cast(null as double) as n_eff,
        cast(null as double) as deff,
        cast(judged.df as double) as df,
        cast(null as bigint) as n_missing,
        cast(judged.p_value as double) as p_value,
        cast(judged.p_adjusted as double) as p_adjusted,
        cast(judged.verdict as varchar) as verdict,
        cast(judged.caveat as varchar) as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from actions
    inner join measures using (improvement_action_key)
    inner join judged using (improvement_action_key)
)

select * from final
