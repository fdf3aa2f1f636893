{#- Which measures and aspects belong together. How an answer becomes a value is in measure_value.sql. -#}

{#- Aspects that no question asks: they are computed from several answers of one respondent (fct_gap_pair, fct_derived_value). -#}
{% macro derived_aspects() -%}
    {{ return(['gap', 'adequacy', 'superiority', 'zone_width', 'zone', 'index', 'kano_category']) }}
{%- endmacro %}

{#- Measures that are differences of two answers on one scale, and the aspect that holds the difference. -#}
{% macro difference_aspects() -%}
    {{ return({
        'M5_gap': 'gap', 'M6_adequacy': 'adequacy', 'M6_superiority': 'superiority', 'M6_zone_width': 'zone_width'
    }) }}
{%- endmacro %}

{#- Measures that are a level on a scale, told as 0-100. -#}
{% macro level_measures() -%}
    {{ return(['M2_mean_score', 'M4_effort', 'M4_effort_v1', 'M25_index']) }}
{%- endmacro %}

{#- Measures of which few organisations ask the answers; mart_metric__derived_unit sums them apart from those that all ask. -#}
{% macro seldom_measures() -%}
    {{ return(['M4_effort', 'M4_effort_v1', 'M6_adequacy', 'M6_superiority', 'M6_zone_width', 'M25_index']) }}
{%- endmacro %}

{#- Measures with a mean on the scale of the question beside the reported figure. -#}
{% macro scaled_measures() -%}
    {{ return(level_measures() + (difference_aspects() | list)) }}
{%- endmacro %}

{#- Kano's categories by their code in aspect kano_category. -#}
{% macro kano_categories() -%}
    {{ return({1: 'must_be', 2: 'one_dimensional', 3: 'attractive', 4: 'indifferent', 5: 'reverse', 6: 'questionable'}) }}
{%- endmacro %}

{#- Measures that are shares, 0-1. -#}
{% macro share_measures() -%}
    {%- set shares = ['M1_top2_share', 'M5_met_share'] -%}
    {%- for row in category_scores() if row[1] != 'kano_lead' and row[0] not in shares -%}
        {%- do shares.append(row[0]) -%}
    {%- endfor -%}
    {{ return(shares) }}
{%- endmacro %}

{#-
  What each coded value of a categorical aspect counts in each measure: rows of measure, aspect of the figure, aspect of the value,
  value, score. A value without a row is outside the measure's base. The better and worse coefficients (Berger and others 1993) leave
  reverse and questionable pairs out; `kano_lead_a_b` is category a minus category b, of which a share's lead has its standard error.
-#}
{% macro category_scores() -%}
    {%- set rows = [] -%}
    {%- for place, code in {'below': -1, 'within': 0, 'above': 1}.items() -%}
        {%- for value in [-1, 0, 1] -%}
            {%- do rows.append(['M6_' ~ place ~ '_share', 'zone', 'zone', value, 1 if value == code else 0]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for code, category in kano_categories().items() -%}
        {%- for value in kano_categories() -%}
            {%- do rows.append(['M27_' ~ category ~ '_share', 'kano_category', 'kano_category', value, 1 if value == code else 0]) -%}
            {%- for other in kano_categories() if other > code -%}
                {%- set score = 1 if value == code else (-1 if value == other else 0) -%}
                {%- do rows.append(['kano_lead_' ~ code ~ '_' ~ other, 'kano_lead', 'kano_category', value, score]) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for value in [1, 2, 3, 4] -%}
        {%- do rows.append(['M27_better_share', 'kano_category', 'kano_category', value, 1 if value in [2, 3] else 0]) -%}
        {%- do rows.append(['M27_worse_share', 'kano_category', 'kano_category', value, 1 if value in [1, 2] else 0]) -%}
    {%- endfor -%}
    {{ return(rows) }}
{%- endmacro %}

{#-
  Whether a cell holds answers that are scored as given. Whether there was a problem is a fact, not a judgement; the old effort
  question counts difficulty, and has its own measure.
-#}
{% macro is_scored_answer() -%}
    aspect not in (
        {{ quoted(derived_aspects()) }}, 'kano_functional', 'kano_dysfunctional', 'priority_pick', 'problem_experience'
    )
    and not (aspect = 'effort' and scale_direction = 'down')
{%- endmacro %}

{#- A list as SQL strings. -#}
{% macro quoted(words) -%}
    {%- for word in words -%}'{{ word }}'{{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}
