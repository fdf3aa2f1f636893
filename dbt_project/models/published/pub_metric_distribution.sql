with

distribution as (
    select * from {{ ref('mart_metric_distribution') }}
),

disclosure as (
    {{ disclosed_answers() }}
),

-- A hidden cell has no row, and neither has an empty one: they look the same.
judged as (
    select
        distribution.* exclude (caveat),
        {{ published_caveat('caveat') }} as caveat,
        true as is_shown
    from distribution
    inner join disclosure using (aspect, characteristic_key, cut, cut_value, period_type, period_start)
    where not disclosure.is_hidden
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
