with

gaps as (
    select * from {{ ref('mart_gap_chain__gap') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

final as (
    select
        gaps.characteristic_key,
        gaps.cut,
        gaps.cut_value,
        gaps.period_type,
        gaps.period_start,
        periods.period_end,
        periods.wave,
        {% for level in ['expected', 'planned', 'delivered', 'perceived'] %}
            gaps.{{ level }},
            gaps.{{ level }}_se,
            gaps.{{ level }}_ci_low,
            gaps.{{ level }}_ci_high,
        {% endfor %}
        {% for gap in ['understanding', 'conformance', 'view', 'total'] %}
            gaps.{{ gap }},
            gaps.{{ gap }}_se,
            gaps.{{ gap }} - gaps.{{ gap }}_quantile * gaps.{{ gap }}_se as {{ gap }}_ci_low,
            gaps.{{ gap }} + gaps.{{ gap }}_quantile * gaps.{{ gap }}_se as {{ gap }}_ci_high,
        {% endfor %}
        gaps.ci_method,
        gaps.delivered_source,
        gaps.missing_level,
        gaps.n,
        gaps.caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from gaps
    inner join periods using (period_type, period_start)
)

select * from final
