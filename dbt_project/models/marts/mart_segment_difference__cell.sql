{% set series = 'period_type, period_start, measure, aspect, characteristic_key, cut' %}

with

-- Readers ask which segment differs now: in the latest complete headline period.
latest as (
    select
        period_type,
        max(period_start) as period_start
    from {{ ref('dim_period') }}
    where
        has_survey
        and period_type = {{ setting('headline_period') }}
        and period_end <= {{ setting('as_of') }}
    group by period_type
),

intervals as (
    select found.*
    from {{ ref('mart_metric__interval') }} as found
    inner join latest using (period_type, period_start)
    where
        found.cut <> 'overall'
        and (
            found.measure in ('M3_nps', 'M4_effort', 'M25_index')
            or (found.measure in ('M1_top2_share', 'M2_mean_score') and found.aspect in ('perception', 'overall'))
        )
),

totals as (
    select
        {{ series }},
        count(*) as n_segments,
        sum(n) as n,
        sum(w_total order by cut_value asc) as w_total,
        sum(w2_total order by cut_value asc) as w2_total,
        sum(w_total * theta order by cut_value asc) as wy_total
    from intervals
    group by {{ series }}
),

-- The others are everybody of the same segmentation; who stated no segment is on neither side.
final as (
    select
        {{ series }},
        intervals.cut_value,
        intervals.theta,
        intervals.w_total,
        cast(intervals.n as bigint) as n,
        intervals.n_eff,
        intervals.factor,
        intervals.estimate,
        (totals.wy_total - intervals.w_total * intervals.theta) / (totals.w_total - intervals.w_total) as rest_theta,
        totals.w_total - intervals.w_total as rest_w_total,
        cast(totals.n - intervals.n as bigint) as rest_n,
        pow(totals.w_total - intervals.w_total, 2) / (totals.w2_total - intervals.w2_total) as rest_n_eff,
        sign({{ measure_factor() }}) as direction,
        intervals.is_share,
        intervals.has_design or not intervals.is_infinite_population as has_design,
        intervals.df,
        intervals.t,
        intervals.is_self_selected or intervals.is_quota as is_not_random
    from intervals
    inner join totals using ({{ series }})
    where totals.n_segments > 1
)

select * from final
