with

chart as (
    select
        *,
        concat_ws('|', measure, aspect, characteristic_key, count_measure, exposure_measure, per, run) as chart_key
    from {{ ref('mart_control_chart') }}
),

characteristic as (
    select * from {{ ref('dim_characteristic') }}
),

outcome as (
    select distinct on (measure, exposure_measure)
        measure as count_measure,
        coalesce(exposure_measure, '') as exposure_measure,
        higher_is
    from {{ ref('stg_outcome') }}
    order by measure, exposure_measure, position
),

disclosure as (
    {{ disclosed_answers() }}
),

-- What leads and what the organisation counts, of everybody. Causes of complaints have tables of their own.
drawn as (
    select chart.*
    from chart
    left join characteristic using (characteristic_key)
    where
        chart.cut = 'overall'
        and chart.count_measure not like 'complaints:%'
        and (chart.aspect = 'operation' or chart.measure = 'M3_nps' or characteristic.is_overall)
),

-- Limits are a function of all months of a chart: where one month is hidden, none is shown.
judged as (
    select
        drawn.*,
        bool_and(drawn.aspect = 'operation' or coalesce(not disclosure.is_hidden, false)) over (
            partition by drawn.chart_key
        ) as is_shown
    from drawn
    left join disclosure
        on {{ same_cell('drawn', 'disclosure') }} and drawn.aspect = disclosure.aspect
),

final as (
    select
        {{ figure_id('control_chart', [
            'judged.measure', 'judged.aspect', 'judged.characteristic_key', 'judged.count_measure',
            'judged.exposure_measure', 'judged.per', 'judged.cut', 'judged.cut_value', 'judged.run',
            'judged.period_start'
        ]) }},
        judged.measure,
        judged.aspect,
        judged.characteristic_key,
        judged.count_measure,
        judged.exposure_measure,
        judged.per,
        judged.cut,
        judged.cut_value,
        judged.period_type,
        judged.period_start,
        judged.run,
        judged.chart,
        judged.rule_set,
        case
            when judged.aspect <> 'operation' then 'better'
            when judged.measure = 'M19_complaint_rate' then 'worse'
            else outcome.higher_is
        end as higher_is,
        judged.is_baseline,
        judged.baseline_from,
        judged.baseline_to,
        judged.n_baseline,
        {{ shown(['estimate', 'centre', 'lcl', 'ucl', 'signals', 'first_rule', 'verdict']) }},
        {{ shown(['ci_low', 'ci_high'], has_margin()) }},
        {{ shown(['n', 'exposure', 'caveat']) }},
        {{ suppress_reason() }},
        {{ provenance() }}
    from judged
    left join outcome using (count_measure, exposure_measure)
)

select * from final
order by measure, aspect, characteristic_key, count_measure, exposure_measure, per, run, period_start
