{#- First day of the period before the one that begins on `start`. -#}
{% macro previous_period_start(period_type, start) -%}
    cast({{ start }} - interval {{ {'month': 1, 'quarter': 3, 'year': 12}[period_type] }} month as date)
{%- endmacro %}

{#- A month of one segment holds a handful of complaints, so months are told of everybody only. -#}
{% macro has_complaint_cell(periods, cells) -%}
    ({{ periods }}.period_type <> 'month' or {{ cells }}.cut = 'overall')
{%- endmacro %}

{#- The measure (M19) of a step's time. -#}
{% macro measure_of_step(step) -%}
    'M19_time_to_' || {{ step }}
{%- endmacro %}

{#- Whether a quantile is known, or too much is still open for it. -#}
{% macro reached(n_events, figure) -%}
    case when {{ figure }} is not null then 'estimated' when {{ n_events }} = 0 then 'nothing_finished' else 'not_reached' end
{%- endmacro %}

{#- A service level has a base of its own: the cases that fell due. -#}
{% macro has_sla_base() -%}
    is_shown and sla_n_due >= {{ setting('minimum_n') }}
{%- endmacro %}

{#- Measures of handling of which more is better; of all others less is. -#}
{% macro better_when_more() -%}
    (
        'M19_first_contact_resolution',
        'M19_improvement_resulting',
        'M19_handling_score_complainant',
        'M19_handling_score_organisation'
    )
{%- endmacro %}

{#- Standard error of the difference of two shares under no change, from their pooled share. -#}
{% macro pooled_share_se(one, other) -%}
    {%- set pooled -%}
        (({{ one }}.estimate * {{ one }}.n_eff + {{ other }}.estimate * {{ other }}.n_eff) / ({{ one }}.n_eff + {{ other }}.n_eff))
    {%- endset -%}
    sqrt(greatest(0, {{ pooled }} * (1 - {{ pooled }})) * (1 / {{ one }}.n_eff + 1 / {{ other }}.n_eff))
{%- endmacro %}

{#- The cells that a complaint's times count in: those of its segments, and its cause. -#}
{% macro complaint_cuts_with_cause() -%}
    select
        complaint_key,
        cut,
        cut_value
    from {{ ref('fct_complaint_cut') }}
    union all
    select
        complaint_key,
        'cause' as cut,
        cause_key as cut_value
    from {{ ref('fct_complaint') }}
{%- endmacro %}
