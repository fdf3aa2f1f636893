{#- Ends of the exact 95 % interval of a share, `k` of `n` (Clopper and Pearson 1934), by quantiles of the beta distribution. -#}
{% macro exact_share_low(k, n) -%}
    case when {{ k }} = 0 then 0.0 else beta_quantile(0.025, 1.0 * {{ k }}, {{ n }} - {{ k }} + 1.0) end
{%- endmacro %}

{% macro exact_share_high(k, n) -%}
    case when {{ k }} = {{ n }} then 1.0 else beta_quantile(0.975, {{ k }} + 1.0, 1.0 * ({{ n }} - {{ k }})) end
{%- endmacro %}

{#- Wilson's ends of `k` of `n`, null where there is nothing to take a share of. -#}
{% macro wilson_low_of(k, n) -%}
    case when {{ n }} > 0 then {{ wilson_low('(' ~ k ~ ' / ' ~ n ~ ')', n) }} end
{%- endmacro %}

{% macro wilson_high_of(k, n) -%}
    case when {{ n }} > 0 then {{ wilson_high('(' ~ k ~ ' / ' ~ n ~ ')', n) }} end
{%- endmacro %}
