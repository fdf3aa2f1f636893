with

outcome as (
    select * replace ({{ published_caveat('caveat') }} as caveat)
    from {{ ref('mart_outcome') }}
),

-- Seven lags and several outcomes are as many equations for one hidden month, so a series with one is not shown at all.
hidden as (
    select
        aspect,
        characteristic_key,
        cut,
        cut_value,
        max(period_start) as last_hidden
    from (
        {{ disclosed_answers() }}
    ) as disclosure
    where period_type = 'month' and is_hidden
    group by all
),

judged as (
    select
        outcome.*,
        outcome.estimate is not null and coalesce(hidden.last_hidden < outcome.first_month, true) as is_shown
    from outcome
    left join hidden using (aspect, characteristic_key, cut, cut_value)
),

final as (
    select
        {{ figure_id('outcome', ['measure', 'aspect', 'characteristic_key', 'outcome_key', 'lag_months']) }},
        measure,
        aspect,
        characteristic_key,
        outcome_key,
        kind,
        higher_is,
        lag_months,
        first_month,
        last_month,
        {{ shown([
            'estimate', 'se', 'ci_low', 'ci_high', 'ci_method', 'p_value', 'p_adjusted', 'n', 'n_eff', 'ar_order',
            'is_seasonal', 'verdict', 'caveat'
        ]) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by measure, aspect, characteristic_key, outcome_key, lag_months
