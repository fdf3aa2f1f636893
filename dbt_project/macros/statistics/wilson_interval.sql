{#- Ends of Wilson's 95 % score interval (1927) of a share on `n` answers or an effective base. -#}
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
