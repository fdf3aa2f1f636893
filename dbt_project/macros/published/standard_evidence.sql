{#-
  What shows that a requirement is met with this organisation's data: for each, conditions under which rows of a table must be there.
  The pages that answer it and its name stand in `seed_standard` and the label table.
-#}
{% macro standard_evidence() -%}
    {%- set methods = [
        'survey', 'complaints', 'focus_groups', 'competitor_research', 'suggestion_box', 'mystery_shopping', 'letters', 'reviews',
        'operations'
    ] -%}
    {%- set received = [] -%}
    {%- for method in methods -%}
        {%- do received.append(('pub_source_health', "method = '" ~ method ~ "' and accepted > 0")) -%}
    {%- endfor -%}
    {{ return({
        'R1': [('pub_gap', 'gap is not null'), ('pub_gap_chain', 'missing_level is null')],
        'R2': [('pub_definition', 'true'), ('pub_calibration', 'true')],
        'R3': [('pub_edition', 'true')],
        'R4': [('pub_programme', 'objective is not null'), ('pub_programme', 'target_value is not null')],
        'R5': [('pub_source_health', 'cadence is not null'), ('pub_delivery', 'true')],
        'R6': [('pub_source_health', 'owner_role is not null'), ('pub_process', "measure = 'R6_cost_per_complete'")],
        'R7': [('pub_segment', "cut <> 'overall'")],
        'R8': [('pub_expectation', 'true')],
        'R9': [('pub_characteristic', 'true'), ('pub_gap', 'importance is not null')],
        'R10': [('mart_operation', 'true')],
        'R11': received,
        'R12': [('pub_sample', 'true'), ('pub_sample', 'planned_n is not null'), ('pub_response_rate', 'true')],
        'R13': [('pub_question', 'true')],
        'R14': [('fct_response', 'mode is not null')],
        'R15': [('pub_batch', 'accepted is not null')],
        'R16': [('pub_metric', 'estimate is not null'), ('pub_trend', 'true'), ('mart_control_chart', 'true'), ('mart_driver', 'true')],
        'R17': [('pub_validation', 'estimate is not null'), ('pub_reliability', 'estimate is not null')],
        'R18': [('pub_metric', 'n is not null'), ('pub_sentence', 'true'), ('pub_cannot_say', 'true')],
        'R19': [('fct_communication', 'true')],
        'R20': [('pub_process', 'true')],
        'R21': [('mart_outcome', 'true')],
        'R22': [('mart_effectiveness', 'true')],
        'R23': [('pub_programme', 'cost_a_year is not null'), ('pub_question', 'true')],
        'R24': [('pub_complaint_state', 'true')],
        'R25': [('fct_complaint', 'true')],
        'R26': [('mart_complaint', 'true'), ('pub_complaint_time', 'p50_hours is not null')],
        'R27': [
            ('mart_complaint', "measure = 'M19_handling_score_complainant'"),
            ('mart_complaint', "measure = 'M19_handling_score_organisation'")
        ],
        'R28': [('pub_complaint_cause', 'share is not null'), ('mart_complaint_cause_trend', 'true')],
        'R29': [('mart_dispute', 'true')],
        'R30': [('mart_promise', 'true')],
    }) }}
{%- endmacro %}
