with

reliability as (
    select * from {{ ref('mart_reliability') }}
    where period_type = {{ setting('headline_period') }}
),

-- Who answered all items of a set is part of no published sum: sets are shown for one kind of period only.
judged as (
    select
        *,
        n >= {{ setting('minimum_n') }} as is_shown
    from reliability
),

final as (
    select
        {{ figure_id('reliability', [
            'battery_key', 'item_set', 'scale_min', 'scale_max', 'period_type', 'period_start'
        ]) }},
        measure,
        battery_key,
        battery_kind,
        item_set,
        scale_min,
        scale_max,
        n_items,
        is_main,
        period_type,
        period_start,
        period_end,
        {{ shown([
            'estimate', 'ci_low', 'ci_high', 'ci_method', 'alpha_standardised', 'split_half_mean', 'n', 'n_eff', 'verdict', 'caveat'
        ]) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by battery_key, item_set, period_start
