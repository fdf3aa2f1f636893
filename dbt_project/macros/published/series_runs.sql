{#-
    The CTEs after `members` (figures of mart_metric__figure) that number the runs of each series: a run ends where its scale
    changes, where a question declared not comparable takes over, and where a mode of interviewing or a kind of sampling comes or
    goes. `numbered` counts the breaks before each point.
-#}
{% macro series_runs() -%}
    with_previous as (
        select
            *,
            lag(period_end) over series as previous_period_end,
            lag(scale_min) over series as previous_scale_min,
            lag(scale_max) over series as previous_scale_max,
            lag(scale_direction) over series as previous_scale_direction
        from members
        window series as (partition by measure, aspect, characteristic_key, cut, cut_value order by period_start)
    ),

    compared as (
        select
            *,
            previous_period_end is not null
            and (
                (scale_min, scale_max, scale_direction)
                is distinct from (previous_scale_min, previous_scale_max, previous_scale_direction)
                or {{ has_new_question('with_previous', 'previous_period_end', 'period_end') }}
                or {{ has_new_design('with_previous', 'previous_period_end', 'period_end') }}
            ) as is_break
        from with_previous
    ),

    numbered as (
        select
            *,
            count_if(is_break) over (
                partition by measure, aspect, characteristic_key, cut, cut_value order by period_start
            ) as n_breaks_before
        from compared
    )
{%- endmacro %}
