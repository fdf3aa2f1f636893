{#- The columns of fct_feedback that differ between contracts, each from what the contract calls it. -#}
{% macro feedback_columns(contract) -%}
    {%- set no_text = 'cast(null as varchar)' -%}
    {%- set customers = {
        'survey_response': 'respondent_key', 'complaint': 'customer_key', 'suggestion': 'customer_key', 'letter': 'customer_key',
        'review': 'customer_key',
    } -%}
    {%- set with_characteristic = [
        'complaint', 'focus_group_note', 'competitor_score', 'suggestion', 'mystery_visit_item', 'letter', 'review'
    ] -%}
    {%- set coded = ['focus_group_note', 'suggestion', 'letter', 'review'] -%}
    {%- set scores = {
        'competitor_score': "case when unit = 'score_0_100' then estimate end",
        'mystery_visit_item': 'case when applicable_points > 0 and not coalesce(is_not_applicable, false)'
            ~ ' then 100 * points / applicable_points end',
        'review': 'case when rating_max > rating_min then 100 * (rating - rating_min) / (rating_max - rating_min) end',
    } -%}
    {{ customers.get(contract, no_text) }} as customer_key,
    {{ 'characteristic_key' if contract in with_characteristic else no_text }} as characteristic_key,
    {{ 'false' if contract in ['mystery_visit_item', 'operation'] else 'true' }} as is_customer_voice,
    cast({{ scores.get(contract, 'null') }} as double) as score_0_100,
    {{ 'sentiment' if contract in coded else no_text }} as sentiment_stated,
    {{ 'theme' if contract in coded else no_text }} as theme_stated
{%- endmacro %}
