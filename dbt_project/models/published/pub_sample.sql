with

sample as (
    select * from {{ ref('mart_sample') }}
    where period_type = {{ setting('headline_period') }}
),

-- Interviews of the sources add up to everybody's, so one small source hides all of a period.
judged as (
    select
        *,
        min(n) over (partition by period_start) >= {{ setting('minimum_n') }} as is_shown
    from sample
),

final as (
    select
        {{ figure_id('sample', ['source_id', 'period_type', 'period_start']) }},
        source_id,
        period_type,
        period_start,
        period_end,
        sampling_kind,
        design,
        n_strata,
        n_units,
        population_units,
        planned_n,
        {{ shown([
            'drawn_n', 'n', 'response_rate', 'response_rate_ci_low', 'response_rate_ci_high', 'n_eff', 'deff', 'planned_margin',
            'achieved_margin'
        ]) }},
        caveat,
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by source_id, period_start
