with

distribution as (
    select * from {{ ref('mart_metric_distribution') }}
),

-- A cell below the minimum base has no row, and neither has an empty one: they look the same.
judged as (
    select
        * exclude (caveat),
        {{ published_caveat('caveat') }} as caveat,
        true as is_shown
    from distribution
    where n >= {{ setting('minimum_n') }}
),

final as (
    select
        {{ figure_id('metric_distribution', [
            'aspect', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start', 'value'
        ]) }},
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        wave,
        value,
        scale_min,
        scale_max,
        scale_direction,
        estimate,
        {{ shown(['se', 'ci_low', 'ci_high', 'ci_method'], has_margin()) }},
        n_value,
        n,
        n_eff,
        caveat,
        suppress_reason,
        {{ provenance() }}
    from judged
)

select * from final
order by aspect, characteristic_key, cut, cut_value, period_type, period_start, value
