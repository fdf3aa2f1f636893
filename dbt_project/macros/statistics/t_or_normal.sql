{#- The 0.975 quantile of Student's t, of the normal distribution where degrees of freedom are unknown. -#}
{% macro t_or_normal(df) -%}
    coalesce(t_quantile(0.975, cast({{ df }} as double)), norm_quantile(0.975))
{%- endmacro %}

{#- Degrees of freedom of a difference of two independent levels, `<level>_se` and `<level>_df` (Welch 1947). -#}
{% macro welch_df(one, other) -%}
    pow(pow({{ one }}_se, 2) + pow({{ other }}_se, 2), 2)
    / nullif(pow({{ one }}_se, 4) / {{ one }}_df + pow({{ other }}_se, 4) / {{ other }}_df, 0)
{%- endmacro %}
