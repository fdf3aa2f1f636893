with

handling as (
    select * from {{ ref('mart_complaint') }}
    where period_type <> 'month' and (measure <> 'M19_unvoiced_problem' or cut = 'overall')
),

targets as (
    select
        measure,
        min(target_value) as target
    from {{ ref('stg_target') }}
    group by measure
),

judged as (
    select
        handling.*,
        targets.target,
        handling.n >= {{ setting('minimum_n') }} as is_shown
    from handling
    left join targets on handling.measure = targets.measure
),

final as (
    select
        {{ figure_id('complaint_handling', ['measure', 'cut', 'cut_value', 'period_type', 'period_start']) }},
        measure,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        unit,
        target,
        measure in {{ better_when_more() }} as is_better_when_more,
        {{ shown(['estimate', 'ci_low', 'ci_high', 'ci_method', 'n', 'n_missing']) }},
        case
            when not is_shown or target is null or ci_low is null then null
            when ci_low <= target and target <= ci_high then 'undetermined'
            when (estimate > target) = (measure in {{ better_when_more() }}) then 'met'
            else 'not_met'
        end as target_verdict,
        {{ shown(['previous_estimate', 'p_adjusted', 'verdict', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by measure, cut, cut_value, period_type, period_start
