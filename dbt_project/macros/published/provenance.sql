{#- The two columns that say by which definitions and from which inputs a figure was made. -#}
{% macro provenance() -%}
    cast({{ var('definition_version') }} as integer) as definition_version,
    cast('{{ var("input_hash") }}' as varchar) as input_hash
{%- endmacro %}
