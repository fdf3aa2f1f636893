with

complaint_cause as (
    select * from {{ ref('mart_complaint_cause') }}
),

disclosure as (
    {{ disclosed('complaint', ['period_type', 'period_start']) }}
),

judged as (
    select
        complaint_cause.*,
        coalesce(not disclosure.is_hidden, false) as is_shown
    from complaint_cause
    left join disclosure using (period_type, period_start)
),

final as (
    select
        {{ figure_id('complaint_cause', ['period_type', 'period_start', 'cause_key']) }},
        period_type,
        period_start,
        period_end,
        cause_key,
        {{ shown([
            'n', 'n_total', 'share', 'ci_low', 'ci_high', 'ci_method', 'rank', 'running_share',
            'rate_per_1000', 'rate_ci_low', 'rate_ci_high', 'caveat'
        ]) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by period_type, period_start, rank, cause_key
