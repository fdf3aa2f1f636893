{#- Readers are told one thing of every sample that is none by chance; how it came about is in the mart and the methods page. -#}
{% macro published_caveat(caveat) -%}
    case when {{ is_not_random(caveat) }} then 'not_a_probability_sample' else {{ caveat }} end
{%- endmacro %}

{#- Whether a shown figure may carry a margin of error: only where people were asked at random. -#}
{% macro has_margin() -%}
    (is_shown and coalesce(caveat, '') <> 'not_a_probability_sample')
{%- endmacro %}
