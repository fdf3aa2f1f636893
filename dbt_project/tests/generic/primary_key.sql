{#- The columns identify a row: no two rows share them, and none is null except those that `nullable` names. -#}
{% test primary_key(model, columns, nullable=[]) %}

with

keyed as (
    select
        {{ columns | join(', ') }},
        count(*) as n_rows
    from {{ model }}
    group by {{ columns | join(', ') }}
)

select * from keyed
where
    n_rows > 1
    {%- for column in columns if column not in nullable %}
        or {{ column }} is null
    {%- endfor %}

{% endtest %}
