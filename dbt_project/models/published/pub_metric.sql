with

metric as (
    select * from {{ ref('mart_metric') }}
),

grid as (
    {{ survey_grid('metric', ['measure', 'aspect', 'characteristic_key']) }}
),

figures as (
    select
        * exclude (period_end, wave, suppress_reason, definition_version, input_hash)
        replace ({{ published_caveat('caveat') }} as caveat)
    from metric
),

judged as (
    select
        grid.*,
        figures.* exclude (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start),
        coalesce(figures.n >= {{ setting('minimum_n') }}, false) as is_shown
    from grid
    left join figures using (measure, aspect, characteristic_key, cut, cut_value, period_type, period_start)
),

final as (
    select
        {{ figure_id('metric', [
            'measure', 'aspect', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start'
        ]) }},
        measure,
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        period_end,
        wave,
        {{ shown(['estimate']) }},
        {{ shown(['se', 'ci_low', 'ci_high', 'ci_method', 'se_weights_only'], has_margin()) }},
        {{ shown([
            'raw_mean', 'scale_min', 'scale_max', 'scale_direction', 'n', 'n_eff', 'deff', 'df', 'n_missing', 'caveat'
        ]) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by measure, aspect, characteristic_key, cut, cut_value, period_type, period_start
