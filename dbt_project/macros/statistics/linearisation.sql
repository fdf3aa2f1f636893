{#-
  Taylor linearisation of a ratio mean theta = sum(wy)/sum(w) in one stratum (Woodruff 1971; as R survey's svymean). Columns expected:
  u_ww, u_wy, u_yy (sums over sampling units of squares and products of their totals of w and wy), w, wy (stratum totals of the
  cell), theta, w_total (over strata), n_units (of the whole design), sampling_factor (1 - f).

  Where weights are calibrated, w and wy are totals of residuals from the regression on the margins (Deville and Särndal 1992) and
  u_ww, u_wy, u_yy are sums of squares and products of residual totals. v_ww, v_wy, v_yy hold what the second stage of a finite
  population adds. A total of wy has the same variance with theta = 0 and w_total = 1.
-#}

{#- Sum of squared linearised unit totals. -#}
{% macro linearised_square_sum() -%}
    (u_yy - 2 * theta * u_wy + theta * theta * u_ww) / (w_total * w_total)
{%- endmacro %}

{#- Linearised stratum total; units outside the cell add nothing to it but count in n_units. -#}
{% macro linearised_total(w='w', wy='wy') -%}
    ({{ wy }} - theta * {{ w }}) / w_total
{%- endmacro %}

{#- What sampling within units adds to a stratum's part of the variance; zero where units are taken whole or without end. -#}
{% macro second_stage_variance() -%}
    greatest(0, (v_yy - 2 * theta * v_wy + theta * theta * v_ww) / (w_total * w_total))
{%- endmacro %}

{#-
  The stratum's part of the variance. A stratum with a single unit follows its source's policy as R's survey.lonely.psu: `adjust`
  takes its deviation from the overall mean, `certainty` takes it as no deviation, `fail` is an error that names it.
-#}
{% macro stratum_variance(w='w', wy='wy') -%}
    {{ lonely_aware_variance(linearised_square_sum(), linearised_total(w, wy)) }}
{%- endmacro %}

{#- The same where linearised totals have been formed before: columns square_sum and total. -#}
{% macro total_variance() -%}
    {{ lonely_aware_variance('square_sum', 'total') }}
{%- endmacro %}

{% macro lonely_aware_variance(square_sum, total) -%}
    case
        when n_units > 1
            then sampling_factor * n_units / (n_units - 1) * greatest(0, {{ square_sum }} - pow({{ total }}, 2) / n_units)
        when lonely_psu = 'adjust' then sampling_factor * greatest(0, {{ square_sum }})
        when lonely_psu = 'certainty' then 0
        else
            error(
                'Stratum "' || stratum || '" of source ' || source_id || ' has a single sampling unit in the '
                || period_type || ' from ' || cast(period_start as varchar)
                || ' and its policy is fail: merge strata, or set lonely_psu to adjust or certainty in the profile.'
            )
    end
{%- endmacro %}
