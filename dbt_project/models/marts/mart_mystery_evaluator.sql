with

effects as (
    select * from {{ ref('mart_mystery_evaluator__effect') }}
),

periods as (
    select distinct
        period_type,
        period_start,
        period_end
    from {{ ref('mart_mystery_evaluator__visit') }}
),

final as (
    select
        'M21_evaluator_effect' as measure,
        effects.evaluator,
        periods.period_type,
        periods.period_start,
        periods.period_end,
        effects.n as n_visits,
        effects.n_others as n_visits_of_others,
        effects.mean_score_0_100,
        effects.estimate as difference,
        effects.adjusted_for,
        effects.estimate,
        effects.se,
        effects.ci_low,
        effects.ci_high,
        case when effects.se is not null then 'linear_model_t' else 'none' end as ci_method,
        effects.n,
        cast(effects.n as double) as n_eff,
        cast(null as double) as deff,
        effects.df,
        cast(null as bigint) as n_missing,
        effects.p_value,
        effects.p_adjusted,
        effects.verdict,
        case when effects.n < {{ setting('flag_n') }} then 'small_base' end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from effects
    inner join periods using (period_type)
)

select * from final
