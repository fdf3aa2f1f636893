{#-
    The published tables of figures, and for each the contracts whose rows its figures are made from: found in the graph of the
    project, so that they are what the models read. Not followed are calendars, settings, names, the cuts of all methods together and
    disclosure control, which read every contract and tell what is asked and shown, not what is answered.
-#}
{% macro figure_tables() -%}
    {%- set tables = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and 'figure_id' in node.columns -%}
        {%- if node.name.startswith('pub_') -%}{%- do tables.append(node.name) -%}{%- endif -%}
    {%- endfor -%}
    {{- return(tables | sort) -}}
{%- endmacro %}

{% macro feeding_contracts(table) -%}
    {%- set stops = (
        'dim_period', 'dim_reporting_setting', 'dim_segment', 'dim_label', 'dim_source', 'mart_disclosure',
        'mart_complaint__period', 'mart_register__month', 'fct_feedback_cut'
    ) -%}
    {%- set queue = ['model.satisfaction.' ~ table] -%}
    {%- set contracts = [] -%}
    {%- for parent in queue -%}
        {%- for unique_id in graph.nodes[parent].depends_on.nodes if unique_id not in queue and unique_id not in contracts -%}
            {%- set name = unique_id.split('.') | last -%}
            {%- if unique_id.startswith('source.satisfaction.landing.') -%}
                {%- do contracts.append(unique_id) -%}
            {%- elif unique_id.startswith('model.') and not name.startswith(stops) -%}
                {%- do queue.append(unique_id) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(contracts | map('replace', 'source.satisfaction.landing.', '') | sort) -}}
{%- endmacro %}
