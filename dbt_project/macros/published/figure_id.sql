{#- The short name by which a published figure is traced: a hash of what kind of figure it is and of its key. -#}
{% macro figure_id(kind, key) -%}
    'f-' || left(md5(concat_ws('|', '{{ kind }}'{% for column in key %}, coalesce(cast({{ column }} as varchar), ''){% endfor %})), 10)
        as figure_id
{%- endmacro %}
