{#-
    What a profile declares and figures rest on, besides questions, indices and targets: rows of `pub_definition_setting`, each
    declaration under a name, in the part of the profile that `seed_definition_part` sets against measures.
-#}
{% macro declared_parts() -%}
    {%- set parts = [
        ('weighting', 'stg_weighting', "concat_ws(' ', source_id, step, cut)", [
            'tolerance', 'maximum_iterations', 'trim_lower', 'trim_upper', 'trim_around', 'sums_to', 'position'
        ]),
        ('control_chart', 'stg_control_chart', "concat_ws(' ', kind, measure, count_measure, exposure_measure)", [
            'per', 'baseline_from', 'baseline_to', 'rule_set'
        ]),
        ('complaint_handling', 'stg_service_level', "concat_ws(' ', step, severity)", ['clock', 'limit_number', 'limit_unit']),
        ('complaint_handling', 'stg_business_hours', "'weekday ' || weekday", [
            'opens_minute', 'closes_minute', 'reopens_minute', 'recloses_minute'
        ]),
        ('complaint_handling', 'stg_holiday', "'holiday ' || holiday", ['holiday']),
        ('complaint_handling', 'stg_urgent_impact', "'urgent ' || impact", ['impact']),
        ('complaint_handling', 'stg_unvoiced_answer', "concat_ws(' ', role, question_key)", ['value']),
        ('outcome', 'stg_outcome', 'outcome_key', ['kind', 'measure', 'exposure_measure', 'higher_is']),
        ('driver', 'stg_driver', "'characteristic ' || characteristic_key", ['characteristic_key']),
        ('driver', 'stg_driver_cut', "'cut ' || cut", ['cut'])
    ] -%}
    {%- for part, model, name, values in parts %}
    select
        '{{ part }}' as part,
        '' as measure,
        '' as characteristic_key,
        {{ name }} as setting,
        concat_ws(' ', {{ values | join(', ') }}) as value
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The part of a profile that a reporting setting belongs to; `disclosure` and `verdict` define no measure. -#}
{% macro part_of_setting() -%}
    case
        when setting like 'driver_%' then 'driver'
        when setting like 'quadrant_%' then 'quadrant'
        when setting like 'competition_%' then 'competition'
        when setting like 'text_%' then 'text'
        when setting in ('complaint_count_measure', 'complaint_exposure_measure') then 'complaint_rate'
        when setting like 'complaint_%' then 'complaint_handling'
        when setting = 'false_discovery_rate' then 'verdict'
        when setting = 'expectation_aspect' then 'gap'
        else 'disclosure'
    end
{%- endmacro %}

{#- Whether a row of declared settings is part of the definition of a measure. -#}
{% macro is_part_of(setting, measure) -%}
    (
        {{ setting }}.measure = {{ measure }}
        or exists (
            select 1
            from {{ ref('seed_definition_part') }} as known
            where known.part = {{ setting }}.part and {{ measure }} like known.measure_pattern escape '\'
        )
    )
{%- endmacro %}
