{#-
  What an interval of Cronbach's alpha says of the conventional .70 (Nunnally and Bernstein 1994), and what to know beside. Columns
  expected: n, n_eff, estimate, ci_low, ci_high, sampling_kind.
-#}
{% macro reliability_verdict() -%}
    case
        when least(n, n_eff) < {{ setting('flag_n') }} or ci_low is null then 'too_small'
        when ci_low >= 0.7 then 'reliable'
        when ci_high < 0.7 then 'not_reliable'
        else 'doubtful'
    end
{%- endmacro %}

{% macro reliability_caveat() -%}
    coalesce(sampling_kind, case when least(n, n_eff) < {{ setting('flag_n') }} then 'small_base' end)
{%- endmacro %}
