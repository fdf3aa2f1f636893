with

metric as (
    select * from {{ ref('mart_metric__figure') }}
),

-- Only complete periods are compared: half a quarter against a whole one would compare seasons. The two wordings of the
-- effort question are one question to a reader, so their pair is there to say that it is not comparable.
cells as (
    select
        *,
        case when measure = 'M4_effort_v1' then 'M4_effort' else measure end as series
    from metric
    where
        period_type = {{ setting('headline_period') }}
        and period_end <= {{ setting('as_of') }}
        and estimate is not null
        and (
            measure in ('M3_nps', 'M4_effort', 'M4_effort_v1', 'M25_index')
            or (measure in ('M1_top2_share', 'M2_mean_score') and aspect in ('perception', 'overall'))
        )
),

ranked_periods as (
    select distinct
        period_start,
        dense_rank() over (order by period_start desc) as recency
    from cells
),

latest as (
    select cells.*
    from cells
    inner join ranked_periods using (period_start)
    where ranked_periods.recency = 1
),

first_of_series as (
    select *
    from cells
    qualify
        row_number() over (
            partition by series, aspect, characteristic_key, cut, cut_value order by period_start
        ) = 1
),

earlier as (
    select
        'previous' as comparison,
        cells.*
    from cells
    inner join ranked_periods using (period_start)
    where ranked_periods.recency = 2

    union all

    select
        'first' as comparison,
        first_of_series.*
    from first_of_series
    inner join ranked_periods using (period_start)
    where ranked_periods.recency > 2
),

pairs as (
    select
        earlier.comparison,
        latest.measure,
        latest.aspect,
        latest.characteristic_key,
        latest.cut,
        latest.cut_value,
        latest.period_type,
        latest.period_start,
        latest.period_end,
        earlier.period_start as previous_period_start,
        earlier.period_end as previous_period_end,
        {%- for column in ['estimate', 'se', 'df'] %}
            latest.{{ column }} as current_{{ column }},
            earlier.{{ column }} as previous_{{ column }},
        {%- endfor %}
        latest.n,
        earlier.n as previous_n,
        latest.n_eff,
        earlier.n_eff as previous_n_eff,
        {{ is_not_random('latest.caveat') }} or {{ is_not_random('earlier.caveat') }} as is_not_random,
        latest.measure <> earlier.measure
        or coalesce(
            (latest.scale_min, latest.scale_max, latest.scale_direction)
            <> (earlier.scale_min, earlier.scale_max, earlier.scale_direction), false
        ) as has_new_scale,
        {{ newcombe_distances('latest', 'earlier') }}
    from latest
    inner join earlier using (series, aspect, characteristic_key, cut, cut_value)
)

select * from pairs
