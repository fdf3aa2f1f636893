with

weighting as (
    select * from {{ ref('mart_weighting') }}
    where first_month > cast({{ setting('as_of') }} - interval 24 month as date)
),

judged as (
    select
        *,
        min(n) over (partition by first_month) >= {{ setting('minimum_n') }} as is_shown
    from weighting
),

final as (
    select
        {{ figure_id('weighting', ['source_id', 'occasion']) }},
        source_id,
        occasion,
        first_month,
        margins_as_of,
        n_cells,
        is_converged,
        {{ shown([
            'n', 'n_eff', 'deff_kish', 'smallest_weight', 'greatest_weight', 'weight_ratio', 'trimmed_share', 'verdict', 'caveat'
        ]) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by source_id, first_month
