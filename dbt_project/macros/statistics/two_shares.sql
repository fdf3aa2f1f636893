{#- Two-sided p-value of the difference between two shares (columns share, n_eff), by the normal test on their pooled share. -#}
{% macro two_shares_p(one, other) -%}
    {%- set pooled -%}
        ({{ one }}.share * {{ one }}.n_eff + {{ other }}.share * {{ other }}.n_eff) / ({{ one }}.n_eff + {{ other }}.n_eff)
    {%- endset -%}
    2 * norm_cdf(
        -abs({{ one }}.share - {{ other }}.share)
        / nullif(sqrt({{ pooled }} * (1 - {{ pooled }}) * (1 / {{ one }}.n_eff + 1 / {{ other }}.n_eff)), 0)
    )
{%- endmacro %}
