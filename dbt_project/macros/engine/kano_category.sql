{#-
  Code of Kano's category (see kano_categories) for a pair of answers, as places 0 to 4 from like to dislike: `if_there` to the
  functional and `if_missing` to the dysfunctional question. The evaluation table of Kano and others (1984) as in Berger and others
  (1993). Null where an answer is missing or lies between two places.
-#}
{% macro kano_category(if_there, if_missing) -%}
    case
        when {{ if_there }} not in (0, 1, 2, 3, 4) or {{ if_missing }} not in (0, 1, 2, 3, 4) then null
        when {{ if_there }} is null or {{ if_missing }} is null then null
        when {{ if_there }} = {{ if_missing }} and {{ if_there }} in (0, 4) then 6
        when {{ if_there }} = 0 and {{ if_missing }} = 4 then 2
        when {{ if_there }} = 0 then 3
        when {{ if_there }} = 4 or {{ if_missing }} = 0 then 5
        when {{ if_missing }} = 4 then 1
        else 4
    end
{%- endmacro %}
