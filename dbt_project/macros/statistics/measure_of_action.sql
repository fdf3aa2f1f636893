{#- The measure id that an action's words name (docs/actions.md), or null where they name nothing that is known. -#}
{% macro measure_of_action() -%}
    case
        when read.survey['id'] = 'm1_top2_share' then 'M1_top2_share'
        when read.survey['id'] = 'm2_mean_score' then 'M2_mean_score'
        when read.survey['id'] = 'm3_nps' then 'M3_nps'
        when counted.operation is not null and exposed.operation is not null then 'M16_operation_ratio'
        when level.operation is not null then 'M16_operation_level'
    end
{%- endmacro %}
