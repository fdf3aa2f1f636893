{#- How many random groups the sampling units fall into for replicate variances (DECISIONS.md: delete a group). -#}
{% macro replicate_groups() -%}
    30
{%- endmacro %}

{#- Group of a sampling unit: the first 28 bits of its key's MD5, so that it is the same in every run and on every engine. -#}
{% macro replicate_group(key) -%}
    {{ return(adapter.dispatch('replicate_group', 'satisfaction')(key)) }}
{%- endmacro %}

{% macro default__replicate_group(key) -%}
    cast('0x' || substr(md5({{ key }}), 1, 7) as integer) % {{ replicate_groups() }}
{%- endmacro %}

{% macro spark__replicate_group(key) -%}
    cast(conv(substr(md5({{ key }}), 1, 7), 16, 10) as integer) % {{ replicate_groups() }}
{%- endmacro %}
