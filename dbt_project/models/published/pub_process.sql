with

process as (
    select * from {{ ref('mart_process') }}
),

-- Counts of the process tell of deliveries, not of people; cells that are covered are counted, never named.
final as (
    select
        measure,
        source_id,
        period_type,
        period_start,
        period_end,
        currency,
        numerator,
        estimate,
        previous_estimate,
        ci_low,
        ci_high,
        n,
        p_adjusted,
        verdict,
        caveat,
        {{ provenance() }}
    from process
    where
        period_type = case when measure = 'R6_cost_per_complete' then 'year' else {{ setting('headline_period') }} end
        and period_start > {{ setting('as_of') }} - interval 36 month
)

select * from final
order by measure, source_id, period_start
