{#- One row per entry of a MAP column of the CTE `from`; `keep` are columns carried along. Null maps give no row. -#}
{% macro explode_map(from, map_column, key_name, value_name, keep) -%}
    {{ return(adapter.dispatch('explode_map', 'satisfaction')(from, map_column, key_name, value_name, keep)) }}
{%- endmacro %}

{% macro default__explode_map(from, map_column, key_name, value_name, keep) -%}
    select
        {{ keep | join(', ') }},
        entry.key as {{ key_name }},
        entry.value as {{ value_name }}
    from (
        select
            {{ keep | join(', ') }},
            unnest(map_entries({{ map_column }})) as entry
        from {{ from }}
    ) as entries
{%- endmacro %}

{% macro spark__explode_map(from, map_column, key_name, value_name, keep) -%}
    select
        {{ keep | join(', ') }},
        {{ key_name }},
        {{ value_name }}
    from {{ from }}
    lateral view explode({{ map_column }}) entries as {{ key_name }}, {{ value_name }}
{%- endmacro %}
