{% set figures = [
    'method', 'mean_before', 'mean_after', 'estimate', 'se', 'ci_low', 'ci_high', 'ci_method', 'effect_at_end',
    'effect_at_end_ci_low', 'effect_at_end_ci_high', 'expected_regression', 'n', 'n_before', 'n_after', 'df', 'p_value',
    'p_adjusted', 'verdict', 'caveat'
] %}

with

effectiveness as (
    select * from {{ ref('mart_effectiveness') }}
),

register as (
    select
        improvement_action_key,
        cast(decided_at as date) as decided_on
    from {{ ref('fct_improvement_action') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- Two waves rest on the headline's periods, everything else on months; compared with other segments, on theirs, too.
hidden as (
    select
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_type = 'month' as is_month,
        bool_or(is_hidden) as is_hidden
    from (
        {{ disclosed_answers() }}
    ) as disclosure
    where period_type in ('month', {{ setting('headline_period') }})
    group by all
),

judged as (
    select
        effectiveness.*,
        register.decided_on,
        settings.as_of,
        effectiveness.mean_before is null and effectiveness.mean_after is null
        or not exists (
            select 1
            from hidden
            where
                hidden.is_hidden
                and hidden.aspect = effectiveness.aspect
                and hidden.characteristic_key = coalesce(effectiveness.characteristic_key, hidden.characteristic_key)
                and hidden.is_month = (coalesce(effectiveness.method, '') <> 'two_waves')
                and hidden.cut = effectiveness.cut
                and (
                    hidden.cut_value = effectiveness.cut_value
                    or effectiveness.method = 'difference_in_differences'
                )
        ) as is_shown
    from effectiveness
    inner join register on effectiveness.improvement_action_key = register.improvement_action_key
    cross join settings
),

final as (
    select
        {{ figure_id('action', ['improvement_action_key']) }},
        'M24_effectiveness' as measure,
        improvement_action_key,
        {{ [
            'action_key', 'owner_role', 'cause_key', 'characteristic_key', 'cut', 'cut_value', 'decided_on', 'registered_on',
            'started_on', 'due_on', 'done_on', 'is_preregistered', 'measure_told', 'direction', 'expected_effect',
            'series_measure', 'aspect', 'count_measure', 'exposure_measure', 'per'
        ] | join(',\n        ') }},
        case
            when done_on <= as_of then 'done'
            when due_on < as_of then 'overdue'
            when started_on <= as_of then 'running'
            else 'planned'
        end as state,
        {{ shown(figures) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by improvement_action_key
