with

disclosure as (
    select * from {{ ref('mart_disclosure') }}
    where subject = 'survey_answer' and not is_hidden
),

metric as (
    select mart_metric__figure.*
    from {{ ref('mart_metric__figure') }} as mart_metric__figure
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
        and (
            measure in ('M3_nps', 'M4_effort', 'M25_index')
            or (measure = 'M2_mean_score' and aspect in ('perception', 'overall'))
        )
        and estimate is not null
),

{{ series_runs() }},

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
