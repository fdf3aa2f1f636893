{#-
  The survey measures that are means of a transformed answer, and how an answer becomes that value. Estimates on the reported scale
  are linear in the mean of the value, so sums are kept on the raw scale, where they are exact decimals.
-#}
{% macro survey_measures() -%}
    {{ return({'M1_top2_share': 'share', 'M2_mean_score': 'raw', 'M3_nps': 'nps', 'M5_gap': 'raw', 'M5_met_share': 'share'}) }}
{%- endmacro %}

{#- Which cells a measure is defined for. A top-two share needs three labels at least; the NPS a 0-10 scale that includes 0. -#}
{% macro measure_applies(measure) -%}
    {%- if measure == 'M1_top2_share' -%}
        {{ is_scored_answer() }} and scale_max - scale_min >= 2
    {%- elif measure == 'M2_mean_score' -%}
        {{ is_scored_answer() }} and scale_max > scale_min
    {%- elif measure == 'M3_nps' -%}
        aspect = 'intention_to_recommend' and scale_min = 0 and scale_max = 10 and scale_direction = 'up'
    {%- elif measure == 'M4_effort' -%}
        aspect = 'effort' and scale_min = 1 and scale_max = 7 and scale_direction = 'up'
    {%- elif measure == 'M4_effort_v1' -%}
        aspect = 'effort' and scale_max > scale_min and scale_direction = 'down'
    {%- elif measure in difference_aspects() -%}
        aspect = '{{ difference_aspects()[measure] }}' and scale_max > scale_min
    {%- elif measure == 'M25_index' -%}
        aspect = 'index' and scale_max > scale_min
    {%- else -%}
        aspect = 'gap'
    {%- endif -%}
{%- endmacro %}

{#- What a share counts: one of the two best labels, or for paired differences an expectation that was met. -#}
{% macro share_value() -%}
    case
        when aspect = 'gap' and value >= 0 then 1
        when aspect = 'gap' then 0
        when scale_direction = 'down' and value <= scale_min + 1 then 1
        when scale_direction = 'up' and value >= scale_max - 1 then 1
        else 0
    end
{%- endmacro %}

{% macro promoter_value() -%}
    case when value >= 9 then 1 when value <= 6 then -1 else 0 end
{%- endmacro %}

{#- From the mean of the value to the reported scale: estimate = offset + factor * mean; a standard error takes |factor|. -#}
{% macro measure_factor() -%}
    case
        when measure = 'M3_nps' then 100.0
        when measure in ({{ quoted(difference_aspects()) }}) then 100.0 / (scale_max - scale_min)
        when measure in ({{ quoted(level_measures()) }}) and scale_direction = 'down' then -100.0 / (scale_max - scale_min)
        when measure in ({{ quoted(level_measures()) }}) then 100.0 / (scale_max - scale_min)
        else 1.0
    end
{%- endmacro %}

{% macro measure_offset() -%}
    case
        when measure in ({{ quoted(level_measures()) }}) and scale_direction = 'down'
            then 100.0 * scale_max / (scale_max - scale_min)
        when measure in ({{ quoted(level_measures()) }}) then -100.0 * scale_min / (scale_max - scale_min)
        else 0.0
    end
{%- endmacro %}
