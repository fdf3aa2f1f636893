with

trends as (
    select * from {{ ref('mart_complaint_cause_trend') }}
),

-- Months of a cause hold a handful of complaints and are told of nobody; all its months together are told where
-- they are enough.
counts as (
    select
        cause_key,
        sum(n) as n_all
    from {{ ref('mart_complaint_cause_trend__month') }}
    group by cause_key
),

judged as (
    select
        trends.*,
        coalesce(counts.n_all >= {{ setting('minimum_n') }}, false) as is_shown,
        coalesce(least(trends.n_before, trends.n_after) >= {{ setting('minimum_n') }}, false) as is_correction_shown
    from trends
    left join counts on trends.cause_key = counts.cause_key
),

final as (
    select
        {{ figure_id('complaint_cause_trend', ['cause_key', 'improvement_action_key']) }},
        measure,
        cause_key,
        improvement_action_key,
        action_key,
        is_preregistered,
        start_month,
        done_month,
        n_months_before,
        n_months_after,
        {{ shown([
            'n_before', 'n_after', 'rate_before_per_1000', 'rate_after_per_1000', 'estimate', 'ci_low', 'ci_high',
            'ci_method', 'p_adjusted', 'has_recurred', 'last_month_with_cause'
        ], 'is_correction_shown') }},
        case when is_correction_shown or verdict in ('no_correction', 'too_early') then verdict end as verdict,
        {{ shown(['caveat'], 'is_correction_shown') }},
        {{ shown([
            'trend_n_points', 'trend_method', 'trend_slope_per_month', 'trend_ci_low', 'trend_ci_high',
            'trend_p_adjusted', 'trend_verdict'
        ]) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by cause_key, improvement_action_key
