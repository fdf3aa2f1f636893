{#-
  How far the interval of current minus previous reaches down or up. Shares of simple samples take Newcombe's hybrid of their two
  score intervals (1998, method 10; measure M11), everything else the design-based standard error with its t.
-#}
{% macro difference_reach(side) -%}
    {%- set ends = {'down': ('current', 'low', 'previous', 'high'), 'up': ('previous', 'low', 'current', 'high')}[side] -%}
    case
        when is_simple_share
            then sqrt(
                pow({{ ends[0] }}_estimate - {{ ends[0] }}_ci_low, 2) + pow({{ ends[2] }}_ci_high - {{ ends[2] }}_estimate, 2)
            )
        else t * se
    end
{%- endmacro %}
