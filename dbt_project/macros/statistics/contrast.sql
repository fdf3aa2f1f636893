{#-
  Linearised difference of a segment's mean and the mean of the others, in one sampling unit or stratum. Relations expected: cells
  (theta, w_total, rest_theta, rest_w_total), whole (sums over the segmentation), own (those of the segment; absent where it has nobody).
-#}
{% macro own_sum(column) -%}coalesce(own.{{ column }}, 0){%- endmacro %}

{% macro contrast_total() -%}
    ({{ own_sum('wy') }} - cells.theta * {{ own_sum('w') }}) / cells.w_total
    - (whole.wy - {{ own_sum('wy') }} - cells.rest_theta * (whole.w - {{ own_sum('w') }})) / cells.rest_w_total
{%- endmacro %}

{#- Sum over interviews of its square: nobody is in both, so that the two sides add up. -#}
{% macro contrast_square_sum() -%}
    (
        {{ own_sum('w2y2') }} - 2 * cells.theta * {{ own_sum('w2y') }} + cells.theta * cells.theta * {{ own_sum('w2') }}
    ) / pow(cells.w_total, 2)
    + (
        whole.w2y2 - {{ own_sum('w2y2') }} - 2 * cells.rest_theta * (whole.w2y - {{ own_sum('w2y') }})
        + cells.rest_theta * cells.rest_theta * (whole.w2 - {{ own_sum('w2') }})
    ) / pow(cells.rest_w_total, 2)
{%- endmacro %}
