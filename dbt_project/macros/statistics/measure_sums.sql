{#- The survey measures' values as sums: over answers, then one row per measure. -#}

{#- What mart_metric__unit and the models that feed it sum over: period, sampling unit and cell. -#}
{% macro unit_key() -%}
    {{ return([
        'period_type', 'period_start', 'source_id', 'stratum', 'psu', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
        'scale_direction', 'cut', 'cut_value'
    ] | join(', ')) }}
{%- endmacro %}

{#-
  One row per `key` with the sums of all values over the relation `answers` (value, n, w, w2): raw answers for means and gaps; 0/1 for
  shares; -1/0/1 for the NPS, of which the absolute value is the square.
-#}
{% macro summed_values(answers, key) -%}
    select
        {{ key }},
        cast(sum(n) as bigint) as n,
        sum(w) as w,
        sum(w2) as w2,
        sum(cast(w * value as decimal(38, 12))) as raw_wy,
        sum(cast(cast(w * value as decimal(38, 12)) * value as decimal(38, 18))) as raw_wy2,
        sum({{ weighted_value('w2', 'value') }}) as raw_w2y,
        sum({{ weighted_square('w2', 'value') }}) as raw_w2y2,
        sum(cast(w * is_counted as decimal(38, 12))) as share_wy,
        sum({{ weighted_value('w2', 'is_counted') }}) as share_w2y,
        sum(cast(w * promoter as decimal(38, 12))) as nps_wy,
        sum(cast(w * abs(promoter) as decimal(38, 12))) as nps_wy2,
        sum({{ weighted_value('w2', 'promoter') }}) as nps_w2y,
        sum({{ weighted_value('w2', 'abs(promoter)') }}) as nps_w2y2
    from (
        select
            *,
            cast({{ share_value() }} as decimal(9, 6)) as is_counted,
            cast({{ promoter_value() }} as decimal(9, 6)) as promoter
        from {{ answers }}
    ) as valued
    group by {{ key }}
{%- endmacro %}

{#- One row per measure and `key` of the sums in `summed`, where the measure is defined. -#}
{% macro measured_rows(summed, key) -%}
    {%- for measure, kind in survey_measures().items() %}
        {%- set square = 'share_wy' if kind == 'share' else kind ~ '_wy2' -%}
        {%- set weighted_square_sum = 'share_w2y' if kind == 'share' else kind ~ '_w2y2' %}
        select
            '{{ measure }}' as measure,
            {{ key }},
            n,
            w,
            w2,
            {{ kind }}_wy as wy,
            {{ square }} as wy2,
            {{ kind }}_w2y as w2y,
            {{ weighted_square_sum }} as w2y2
        from {{ summed }}
        where {{ measure_applies(measure) }}
        {{ 'union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- Both levels of a gap over the respondents who gave both, one row per level and `key`, from rows of agg_gap_pair. -#}
{% macro paired_rows(pairs, key) -%}
    {%- for level in ['perceived', 'expected'] %}
        select
            'M2_mean_score' as measure,
            {{ key | replace('aspect', "'paired_" ~ level ~ "' as aspect") }},
            cast(sum(n) as bigint) as n,
            sum(w_sum) as w,
            sum(w2_sum) as w2,
            sum({{ level }}_wy_sum) as wy,
            sum({{ level }}_wy2_sum) as wy2,
            sum({{ level }}_w2y_sum) as w2y,
            sum({{ level }}_w2y2_sum) as w2y2
        from {{ pairs }}
        group by {{ key | replace('aspect, ', '') }}
        {{ 'union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
