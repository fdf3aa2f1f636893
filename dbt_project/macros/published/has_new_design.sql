{#-
    Whether, in the row of the CTE `cell`, a mode of interviewing or a kind of sampling came or went for good between the end of
    one period and the end of a later one.
-#}
{% macro has_new_design(cell, earlier_end, later_end) -%}
    exists (
        select 1
        from {{ ref('mart_metric__design_change') }} as design
        where
            design.characteristic_key = {{ cell }}.characteristic_key
            and design.aspect = {{ cell }}.aspect
            and design.changed_on > {{ cell }}.{{ earlier_end }}
            and design.changed_on <= {{ cell }}.{{ later_end }}
    )
{%- endmacro %}
