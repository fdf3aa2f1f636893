with

complaint_time as (
    select * from {{ ref('mart_complaint_time') }}
),

-- Of which causes a period's complaints were is told of whole periods only (docs/disclosure.md); so are their times.
cause_disclosure as (
    {{ disclosed('complaint', ['period_type', 'period_start']) }}
),

judged as (
    select
        complaint_time.*,
        complaint_time.n >= {{ setting('minimum_n') }}
        and (complaint_time.cut <> 'cause' or coalesce(not cause_disclosure.is_hidden, false)) as is_shown
    from complaint_time
    left join cause_disclosure using (period_type, period_start)
    where complaint_time.cut <> 'cause' or cause_disclosure.period_type is not null
),

final as (
    select
        {{ figure_id('complaint_time', ['measure', 'clock', 'cut', 'cut_value', 'period_type', 'period_start']) }},
        measure,
        step,
        clock,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        {{ shown([
            'p50_hours', 'p50_ci_low_hours', 'p50_ci_high_hours', 'p90_hours', 'p90_status', 'ci_low', 'ci_high', 'ci_method', 'n',
            'n_events', 'n_open'
        ]) }},
        {{ shown(['sla_n_due', 'sla_n_met', 'sla_share', 'sla_ci_low', 'sla_ci_high'], has_sla_base()) }},
        {{ shown(['p_value', 'p_adjusted', 'verdict', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by measure, clock, cut, cut_value, period_type, period_start
