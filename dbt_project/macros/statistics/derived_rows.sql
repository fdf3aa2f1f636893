{#-
  Rows of the measures of derived values (zones, indices, Kano's categories, effort) for the answers of the CTE `answers`: `key`, n and
  the sums that an estimate and its error need. Categories count as -1, 0 or 1; levels and differences as they are.
-#}
{% macro derived_rows(answers, key) -%}
    select
        measure,
        {{ key }},
        cast(sum(n) as bigint) as n,
        sum(w) as w,
        sum(w2) as w2,
        sum(cast(w * value as decimal(38, 12))) as wy,
        sum(cast(cast(w * value as decimal(38, 12)) * value as decimal(38, 18))) as wy2,
        sum({{ weighted_value('w2', 'value') }}) as w2y,
        sum({{ weighted_square('w2', 'value') }}) as w2y2
    from (
        select
            {{ answers }}.* replace (scores.figure_aspect as aspect, cast(scores.score as decimal(9, 6)) as value),
            scores.measure
        from {{ answers }}
        inner join (
            values
            {% for row in category_scores() %}
                ('{{ row[0] }}', '{{ row[1] }}', '{{ row[2] }}', {{ row[3] }}, {{ row[4] }}){{ ',' if not loop.last }}
            {% endfor %}
        ) as scores (measure, figure_aspect, aspect, value, score)
            on {{ answers }}.aspect = scores.aspect and {{ answers }}.value = scores.value
        {% for measure in seldom_measures() %}
            union all
            select
                *,
                '{{ measure }}' as measure
            from {{ answers }}
            where {{ measure_applies(measure) }}
        {% endfor %}
    ) as valued
    group by measure, {{ key }}
{%- endmacro %}
