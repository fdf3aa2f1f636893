{#-
  One row per record of the relation `records` and cell that it counts in: everybody, and each segment value that it states and the
  profile declares. `records` has `key`, month and the map `segments`. A value that the profile does not declare is no cell; the test
  assert_segments_are_declared names it.
-#}
{% macro segment_cuts(records, key, has_overall=true) -%}
    {%- if has_overall %}
        select
            {{ key }},
            month,
            'overall' as cut,
            'all' as cut_value
        from {{ records }}
        union all
    {%- endif %}
    select
        stated.{{ key }},
        stated.month,
        stated.cut,
        stated.cut_value
    from (
        {{ explode_map(records, 'segments', 'cut', 'cut_value', keep=[key, 'month']) }}
    ) as stated
    inner join {{ ref('dim_segment') }} as declared
        on
            stated.cut = declared.cut
            and stated.cut_value = declared.cut_value
{%- endmacro %}
