with

operation as (
    select
        * exclude (suppress_reason, definition_version, input_hash)
        replace ({{ published_caveat('caveat') }} as caveat)
    from {{ ref('mart_operation') }}
),

-- Counts of events and public ratings have no base of answers to protect.
final as (
    select
        {{ figure_id('operation', ['outcome_key', 'period_type', 'period_start']) }},
        measure,
        outcome_key,
        kind,
        indicator,
        exposure_measure,
        unit,
        higher_is,
        period_type,
        period_start,
        period_end,
        value_sum,
        exposure_sum,
        estimate,
        {{ shown(['se', 'ci_low', 'ci_high', 'ci_method'], "(coalesce(caveat, '') <> 'not_a_probability_sample')") }},
        n,
        caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from operation
)

select * from final
order by outcome_key, period_type, period_start
