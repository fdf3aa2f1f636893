{#-
  Newcombe's hybrid score interval (1998, method 10) of the difference of two shares of independent, simple samples (M11), from their
  Wilson intervals: how far it reaches below and above the difference. Null where a share has another interval, because its sample has
  strata or clusters, and for other figures. The Python twin is dbt_project.statistics.share_difference.
-#}
{% macro newcombe_distances(first, second) -%}
    {%- set both_simple = first ~ ".ci_method = 'wilson' and " ~ second ~ ".ci_method = 'wilson'" -%}
    {%- for name, minus, plus in [('below', first, second), ('above', second, first)] -%}
        case
            when {{ both_simple }}
                then sqrt(
                    pow({{ minus }}.estimate - {{ minus }}.ci_low, 2) + pow({{ plus }}.ci_high - {{ plus }}.estimate, 2)
                )
        end as newcombe_{{ name }}{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- One end of a difference's interval: Newcombe's where there is one, else Student's t. Columns expected: df, se. -#}
{% macro newcombe_or_t(difference, sign, side) -%}
    coalesce({{ difference }} {{ sign }} newcombe_{{ side }}, {{ difference }} {{ sign }} t_quantile(0.975, cast(df as double)) * se)
{%- endmacro %}
