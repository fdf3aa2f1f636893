{% set rows = [] %}
{% if execute %}
    {% for table in figure_tables() %}
        {% for contract in feeding_contracts(table) %}
            {% do rows.append("('" ~ table ~ "', '" ~ contract ~ "')") %}
        {% endfor %}
    {% endfor %}
{% endif %}

select
    fed.figure_table,
    fed.contract
from (values {{ (rows or ["('', '')"]) | join(', ') }}) as fed (figure_table, contract)
