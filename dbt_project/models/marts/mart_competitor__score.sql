with

score as (
    select * from {{ ref('fct_competitor_score') }}
),

metric as (
    select * from {{ ref('mart_metric__figure') }}
),

studied as (
    select
        study,
        characteristic_key,
        competitor_key,
        respondent_status,
        unit,
        period_start,
        cast(estimate as double) as rival_estimate,
        cast(se as double) as rival_se,
        cast(n as bigint) as rival_n,
        coalesce(period_end, period_start) as period_end
    from score
    where period_start <= {{ setting('as_of') }}
),

own as (
    select *
    from metric
    where
        measure = 'M2_mean_score' and aspect in ('perception', 'overall')
        and cut = 'overall' and period_type in ('month', 'quarter', 'year', 'wave')
),

-- Our own figure is the one whose period fits the study's best: most days in common for the days in either.
matched as (
    select
        studied.*,
        own.period_type as own_period_type,
        own.period_start as own_period_start,
        own.estimate as own_estimate,
        own.se as own_se,
        own.ci_low as own_ci_low,
        own.ci_high as own_ci_high,
        own.df as own_df,
        own.n as own_n,
        1 + least(studied.period_end, own.period_end) - greatest(studied.period_start, own.period_start)
            as days_in_common,
        1 + greatest(studied.period_end, own.period_end) - least(studied.period_start, own.period_start)
            as days_in_either
    from studied
    left join own
        on
            studied.characteristic_key = own.characteristic_key
            and studied.period_start <= own.period_end
            and studied.period_end >= own.period_start
    where studied.competitor_key <> 'own'
    qualify
        row_number() over (
            partition by
                studied.study,
                studied.characteristic_key,
                studied.competitor_key,
                studied.respondent_status,
                studied.unit,
                studied.period_start
            order by days_in_common / days_in_either desc, own.period_type asc, own.aspect desc
        ) = 1
),

-- Others than our customers are set beside what the same people say of us, where the study asked them that.
final as (
    select
        matched.* replace (
            {% for column in ['period_start', 'estimate', 'se', 'ci_low', 'ci_high', 'df', 'n'] -%}
                case when asked.study is null then matched.own_{{ column }} else asked.own_{{ column }} end
                    as own_{{ column }},
            {% endfor %}
            coalesce(asked.own_period_type, matched.own_period_type) as own_period_type
        )
    from matched
    left join {{ ref('mart_competitor__own') }} as asked
        on
            matched.study = asked.study
            and matched.characteristic_key = asked.characteristic_key
            and matched.respondent_status = asked.respondent_status
            and matched.unit = asked.unit
            and matched.period_start = asked.own_period_start
            and matched.respondent_status <> 'current'
)

select * from final
