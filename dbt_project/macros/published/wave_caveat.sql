{#- What stands beside a comparison of two periods, one code or none: how people came to answer, then why nothing is compared. -#}
{% macro wave_caveat() -%}
    case
        when is_not_random then 'not_a_probability_sample'
        when has_new_scale then 'scale_changed'
        when has_new_question then 'question_changed'
        when has_new_design then 'design_changed'
        when is_too_small then 'small_base'
    end
{%- endmacro %}
