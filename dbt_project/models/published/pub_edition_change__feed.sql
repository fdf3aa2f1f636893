{% set rows = [] %}
{% if execute %}
    {% for table in figure_tables() %}
        {% for contract in feeding_contracts(table) %}
            {% do rows.append("('" ~ table ~ "', '" ~ contract ~ "')") %}
        {% endfor %}
    {% endfor %}
{% endif %}

select
    figure_table,
    contract
from (values {{ (rows or ["('', '')"]) | join(', ') }}) as fed (figure_table, contract)
