{#-
    Whether, in the row of the CTE `cell`, a question that is declared not comparable with earlier ones takes over between the
    end of one period and the end of a later one.
-#}
{% macro has_new_question(cell, earlier_end, later_end) -%}
    exists (
        select 1
        from {{ ref('dim_question') }} as question
        where
            question.characteristic_key = {{ cell }}.characteristic_key
            and question.aspect = {{ cell }}.aspect
            and not question.is_comparable
            and question.valid_from > {{ cell }}.{{ earlier_end }}
            and question.valid_from <= {{ cell }}.{{ later_end }}
    )
{%- endmacro %}
