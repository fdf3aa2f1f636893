{% set cell = 'period_type, period_start, source_id, cut' %}

with

composition as (
    select * from {{ ref('mart_validation__composition') }}
),

-- Pearson's chi-square of a whole cut on the effective base; the figure is Cohen's w, its size without the base.
final as (
    select
        {{ cell }},
        sqrt({{ exact_sum('pow(sample_share - population_share, 2) / nullif(population_share, 0)') }}) as distance,
        cast(count(*) - 1 as integer) as df,
        any_value(n) as n,
        any_value(n_eff) as n_eff,
        any_value(n_missing) as n_missing
    from composition
    group by {{ cell }}
)

select * from final
