with

complaint_time as (
    select * from {{ ref('mart_complaint_time') }}
),

judged as (
    select
        *,
        n >= {{ setting('minimum_n') }} as is_shown
    from complaint_time
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
