{#-
  Outcome rates of AAPOR's Standard Definitions, as numerator and denominator over the counts of `prefix`: complete, partial, refusal,
  non_contact, other, unknown. `e` is the share of units of unknown eligibility taken as eligible.
-#}
{% macro response_rates(prefix) -%}
    {%- set interviews = prefix ~ 'complete + ' ~ prefix ~ 'partial' -%}
    {%- set contacted = interviews ~ ' + ' ~ prefix ~ 'refusal + ' ~ prefix ~ 'other' -%}
    {%- set eligible = contacted ~ ' + ' ~ prefix ~ 'non_contact' -%}
    {%- set every = eligible ~ ' + ' ~ prefix ~ 'unknown' -%}
    {%- set likely = eligible ~ ' + e * ' ~ prefix ~ 'unknown' -%}
    {{ return({
        'M28_response_rate_1': (prefix ~ 'complete', every),
        'M28_response_rate_2': (interviews, every),
        'M28_response_rate_3': (prefix ~ 'complete', likely),
        'M28_response_rate_4': (interviews, likely),
        'M28_cooperation_rate_1': (prefix ~ 'complete', contacted),
        'M28_refusal_rate_1': (prefix ~ 'refusal', every),
        'M28_contact_rate_1': (contacted, every),
    }) }}
{%- endmacro %}

{#- CASRO's estimate of `e`: the share of eligible units among those whose eligibility is known. -#}
{% macro eligibility_rate(prefix) -%}
    1 - {{ prefix }}not_eligible / nullif(
        {{ prefix }}complete + {{ prefix }}partial + {{ prefix }}refusal + {{ prefix }}other + {{ prefix }}non_contact
        + {{ prefix }}not_eligible, 0
    )
{%- endmacro %}
