{#-
    Every declared segment in every period with interviews, for each distinct `keys` of the CTE `figures`: whether anybody answered
    or not, because a cell that is not there would tell that it is not hidden.
-#}
{% macro survey_grid(figures, keys) -%}
    select
        kinds.*,
        segment.cut,
        segment.cut_value,
        period.period_type,
        period.period_start,
        period.period_end,
        period.wave
    from (
        select distinct {{ keys | join(', ') }}
        from {{ figures }}
    ) as kinds
    cross join {{ ref('dim_segment') }} as segment
    cross join {{ ref('dim_period') }} as period
    where period.has_survey
{%- endmacro %}

{#-
    The figures of a mart as they are set into that grid, which has their periods: with the caveat that readers are told, and without
    the columns that the published table writes itself.
-#}
{% macro figures_for_grid(mart) -%}
    select
        * exclude (period_end, wave, suppress_reason, definition_version, input_hash)
        replace ({{ published_caveat('caveat') }} as caveat)
    from {{ mart }}
{%- endmacro %}
