{#- Ends of Wilson's 95 % score interval (1927) of a share on `n` answers or an effective base. -#}

{#-
  The base that a design-based share is worth: the answers by their design effect, so that Wilson's interval is as wide as the share's
  own standard error says (Korn and Graubard 1998). Kish's base stands in where a share of 0 or 1 has no design effect.
-#}
{% macro wilson_base(n, deff, n_eff) -%}
    coalesce({{ n }} / nullif({{ deff }}, 0), {{ n_eff }})
{%- endmacro %}

{% macro wilson_centre(share, n) %}({{ share }} + pow(norm_quantile(0.975), 2) / (2.0 * {{ n }})){% endmacro %}

{% macro wilson_half(share, n) %}
    norm_quantile(0.975) * sqrt(
        {{ share }} * (1.0 - {{ share }}) / {{ n }} + pow(norm_quantile(0.975), 2) / (4.0 * pow({{ n }}, 2))
    )
{% endmacro %}

{% macro wilson_low(share, n) %}
    case
        when {{ share }} = 0 then 0.0
        else ({{ wilson_centre(share, n) }} - {{ wilson_half(share, n) }}) / (1.0 + pow(norm_quantile(0.975), 2) / {{ n }})
    end
{% endmacro %}

{% macro wilson_high(share, n) %}
    case
        when {{ share }} = 1 then 1.0
        else ({{ wilson_centre(share, n) }} + {{ wilson_half(share, n) }}) / (1.0 + pow(norm_quantile(0.975), 2) / {{ n }})
    end
{% endmacro %}
