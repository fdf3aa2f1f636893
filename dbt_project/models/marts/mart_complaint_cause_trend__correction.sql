{% set window_months = 12 %}

with

months as (
    select * from {{ ref('mart_complaint_cause_trend__month') }}
),

-- A correction that has not begun corrects nothing yet. The months in which it was carried out belong to neither side.
corrections as (
    select
        improvement_action_key,
        action_key,
        cause_key,
        is_preregistered,
        {{ month_of('started_on') }} as start_month,
        {{ month_of('coalesce(done_on, started_on)') }} as done_month,
        coalesce(done_on <= {{ setting('as_of') }}, false) as is_done
    from {{ ref('fct_improvement_action') }}
    where cause_key is not null and started_on <= {{ setting('as_of') }}
),

sided as (
    select
        corrections.*,
        months.month,
        months.n,
        months.exposure,
        months.month < corrections.start_month as is_before
    from corrections
    inner join months on corrections.cause_key = months.cause_key
    where
        (
            months.month < corrections.start_month
            and months.month >= corrections.start_month - interval {{ window_months }} month
        )
        or (
            months.month > corrections.done_month
            and months.month <= corrections.done_month + interval {{ window_months }} month
        )
),

final as (
    select
        improvement_action_key,
        action_key,
        cause_key,
        is_preregistered,
        start_month,
        done_month,
        is_done,
        {% for side, condition in [('before', 'is_before'), ('after', 'not is_before')] %}
            cast(count(*) filter (where {{ condition }}) as integer) as n_months_{{ side }},
            cast(coalesce(sum(n) filter (where {{ condition }}), 0) as bigint) as n_{{ side }},
            coalesce(sum(exposure) filter (where {{ condition }}), 0) as exposure_{{ side }},
        {% endfor %}
        max(month) filter (where not is_before and n > 0) as last_month_with_cause
    from sided
    group by improvement_action_key, action_key, cause_key, is_preregistered, start_month, done_month, is_done
)

select * from final
