with

driver as (
    {{ figures_for_grid(ref('mart_driver')) }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

grid as (
    select every_cell.*
    from (
        {{ survey_grid('driver', ['measure', 'outcome_characteristic_key', 'outcome_aspect', 'characteristic_key']) }}
    ) as every_cell
    where
        every_cell.cut in (select driver.cut from driver)
        and every_cell.period_type in (select driver.period_type from driver)
),

disclosure as (
    {{ disclosed_answers() }}
),

asked as (
    select
        {% for column in ['characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start', 'is_hidden'] -%}
            disclosure.{{ column }},
        {% endfor %}
        disclosure.characteristic_key = settings.headline_characteristic as is_outcome
    from disclosure
    cross join settings
    where
        (disclosure.characteristic_key, disclosure.aspect)
        = (settings.headline_characteristic, settings.headline_aspect)
        or (disclosure.characteristic_key <> settings.headline_characteristic and disclosure.aspect = 'perception')
),

-- Shares of one R² hang together: a model is shown where the judgement and every driver in it may be.
models as (
    select
        asked.period_type,
        asked.period_start,
        asked.cut,
        asked.cut_value,
        bool_or(asked.is_hidden) as is_hidden
    from asked
    left join driver using (period_type, period_start, cut, cut_value, characteristic_key)
    where asked.is_outcome or driver.estimate is not null
    group by all
),

-- The base is of people who answered both questions, which neither base tells: it has to be large enough, too.
judged as (
    select
        grid.*,
        driver.* exclude (
            measure, outcome_characteristic_key, outcome_aspect, characteristic_key, cut, cut_value, period_type,
            period_start
        ),
        coalesce(
            not models.is_hidden and not asked.is_hidden and driver.n >= {{ setting('minimum_n') }}, false
        ) as is_shown
    from grid
    left join driver
        using (
            measure, outcome_characteristic_key, outcome_aspect, characteristic_key, cut, cut_value, period_type,
            period_start
        )
    left join asked using (characteristic_key, cut, cut_value, period_type, period_start)
    left join models using (cut, cut_value, period_type, period_start)
),

final as (
    select
        {{ figure_id('driver', ['characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start']) }},
        {{ [
            'measure', 'outcome_characteristic_key', 'outcome_aspect', 'characteristic_key', 'cut', 'cut_value',
            'period_type', 'period_start', 'period_end', 'wave'
        ] | join(',\n        ') }},
        {{ shown(['importance_method', 'importance_rank', 'estimate', 'johnson_share', 'correlation']) }},
        {{ shown([
            'se', 'ci_low', 'ci_high', 'ci_method', 'johnson_ci_low', 'johnson_ci_high', 'correlation_ci_low',
            'correlation_ci_high', 'r_squared_ci_low', 'r_squared_ci_high', 'df', 'p_value', 'p_adjusted', 'verdict'
        ], has_margin()) }},
        {{ shown(['vif', 'condition_index', 'r_squared', 'n', 'n_eff', 'n_model', 'n_drivers', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
)

select * from final
order by characteristic_key, cut, cut_value, period_type, period_start
