{% set codes = ['missing', 'not_applicable', 'dont_know', 'refused', 'not_asked', 'blank', 'inconsistent'] %}
{% set columns = [
    'measure', 'aspect', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start', 'estimate', 'se', 'ci_low',
    'ci_high', 'ci_method', 'se_weights_only', 'n', 'n_eff', 'df', 'is_self_selected', 'is_quota', 'has_lonely_unit'
] | join(', ') %}

with

intervals as (
    select
        {{ columns }},
        deff,
        is_share,
        scale_min,
        scale_max,
        scale_direction,
        case when measure in ({{ quoted(scaled_measures()) }}) then theta end as raw_mean,
        case when measure in ({{ quoted(scaled_measures()) }}) then theta_se end as raw_se
    from {{ ref('mart_metric__interval') }}
    where aspect not in ('paired_perceived', 'paired_expected', 'kano_lead')
    union all
    select
        {{ columns }},
        null as deff,
        false as is_share,
        null as scale_min,
        null as scale_max,
        null as scale_direction,
        null as raw_mean,
        null as raw_se
    from {{ ref('mart_metric__gap_total') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

missing as (
    select * from {{ ref('mart_metric__missing') }}
),

scales as (
    select * from {{ ref('mart_metric__scale') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

-- Missing answers are counted for figures of one question; a total over characteristics has no missing code of its own.
final as (
    select
        intervals.measure,
        intervals.aspect,
        intervals.characteristic_key,
        intervals.cut,
        intervals.cut_value,
        intervals.period_type,
        intervals.period_start,
        periods.period_end,
        periods.wave,
        intervals.estimate,
        intervals.se,
        intervals.ci_low,
        intervals.ci_high,
        intervals.ci_method,
        intervals.se_weights_only,
        intervals.raw_mean,
        intervals.raw_se,
        cast(intervals.scale_min as double) as scale_min,
        cast(intervals.scale_max as double) as scale_max,
        intervals.scale_direction,
        cast(intervals.n as bigint) as n,
        intervals.n_eff,
        intervals.deff,
        intervals.df,
        {% for code in codes %}
            case when intervals.scale_min is not null then coalesce(missing.n_{{ code }}, 0) end as n_{{ code }},
        {% endfor %}
        {{ figure_caveat() }} as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from intervals
    inner join periods using (period_type, period_start)
    left join scales using (period_type, period_start, characteristic_key, aspect)
    left join missing using (period_type, period_start, characteristic_key, aspect, cut, cut_value)
    cross join settings
)

select * from final
