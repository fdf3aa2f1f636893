{#-
  The weightiest thing to know before a figure is used, one code or none: how people came to answer, then a small base, then a wide
  interval (measure M12), then what was mixed or is not finished. Relations expected: intervals, scales, periods, settings.
-#}
{% macro figure_caveat() -%}
    case
        when intervals.is_self_selected then 'self_selected'
        when intervals.is_quota then 'quota'
        when least(intervals.n, intervals.n_eff) < settings.flag_n then 'small_base'
        when
            intervals.is_share
            and (
                intervals.ci_high - intervals.ci_low >= 0.30
                or (
                    intervals.ci_high - intervals.ci_low > 0.05
                    and intervals.ci_high - intervals.ci_low > 1.30 * least(intervals.estimate, 1 - intervals.estimate)
                )
            )
            then 'wide_interval'
        when scales.n_scales > 1 then 'mixed_scales'
        when intervals.has_lonely_unit then 'lonely_unit'
        when periods.period_end > settings.as_of then 'partial_period'
    end
{%- endmacro %}

{#- Whether a figure's caveat says that people were not asked at random: there is no sampling error to weigh, and no margin of error. -#}
{% macro is_not_random(caveat) -%}
    coalesce({{ caveat }} in ('quota', 'self_selected'), false)
{%- endmacro %}
