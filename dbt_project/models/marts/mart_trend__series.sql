with

disclosure as (
    select * from {{ ref('mart_disclosure') }}
    where subject = 'survey_answer' and not is_hidden
),

metric as (
    select mart_metric.*
    from {{ ref('mart_metric') }} as mart_metric
    inner join disclosure using (aspect, characteristic_key, cut, cut_value, period_type, period_start)
),

-- The trend family: every score and NPS at the period that the profile judges trends by. A hidden point is in no
-- published verdict, base or slope: they would tell what it is.
members as (
    select
        *,
        case period_type
            when 'month' then year(period_start) * 12 + month(period_start) - 1
            when 'quarter' then year(period_start) * 4 + quarter(period_start) - 1
            else dense_rank() over (partition by period_type order by period_start)
        end as period_index
    from metric
    where
        period_type = {{ setting('trend_period') }}
        and (measure = 'M3_nps' or (measure = 'M2_mean_score' and aspect in ('perception', 'overall')))
        and estimate is not null
),

with_previous as (
    select
        *,
        lag(period_end) over series as previous_period_end,
        lag(scale_min) over series as previous_scale_min,
        lag(scale_max) over series as previous_scale_max
    from members
    window series as (partition by measure, aspect, characteristic_key, cut, cut_value order by period_start)
),

-- A series is broken where its scale changes, or where a question declared not comparable takes over.
compared as (
    select
        *,
        previous_period_end is not null
        and (
            (scale_min, scale_max) is distinct from (previous_scale_min, previous_scale_max)
            or {{ has_new_question('with_previous', 'previous_period_end', 'period_end') }}
        ) as is_break
    from with_previous
),

numbered as (
    select
        *,
        count_if(is_break) over (
            partition by measure, aspect, characteristic_key, cut, cut_value order by period_start
        ) as n_breaks_before
    from compared
),

final as (
    select
        measure,
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_type,
        period_start,
        period_index,
        estimate,
        se,
        n,
        n_breaks_before
    from numbered
)

select * from final
