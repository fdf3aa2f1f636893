with

metric as (
    select * from {{ ref('mart_metric__figure') }}
),

-- The trend family: every score and NPS at the period that the profile judges trends by. A point below the minimum base
-- is never published, so no published verdict may rest on it.
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
        and (measure in ('M3_nps', 'M4_effort', 'M25_index') or (measure = 'M2_mean_score' and aspect in ('perception', 'overall')))
        and n >= {{ setting('minimum_n') }}
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
