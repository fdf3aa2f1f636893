{#- Ends of 95 % intervals. `t` is the 0.975 quantile with the design's degrees of freedom. -#}

{#-
  Logit interval of a share with its design-based standard error (as R svyciprop, method xlogit); null at 0 and 1. DuckDB evaluates
  the shared logarithm outside any CASE, so the guard is in here.
-#}
{% macro logit_end(share, se, t, sign) -%}
    1 / (1 + exp(-(
        ln(nullif({{ share }}, 0) / nullif(1 - {{ share }}, 0))
        {{ sign }} {{ t }} * {{ se }} / nullif({{ share }} * (1 - {{ share }}), 0)
    )))
{%- endmacro %}

{#- Which interval a share takes: Wilson on the effective base where there are weights only, logit where strata or clusters count. -#}
{% macro share_method(share, has_design) -%}
    case when ({{ has_design }}) and {{ share }} > 0 and {{ share }} < 1 then 'logit' else 'wilson' end
{%- endmacro %}

{#- Half width of the 95 % interval of a share of one half, the widest there is, under a design effect. -#}
{% macro worst_margin(n, deff) -%}
    norm_quantile(0.975) * sqrt(0.25 * {{ deff }} / nullif({{ n }}, 0))
{%- endmacro %}
