with

metric as (
    select * from {{ ref('mart_metric__figure') }}
),

operations as (
    select * from {{ ref('mart_control_chart__operation') }}
),

-- Only whole months, and none below the minimum base: no published signal may rest on a figure that is never published.
members as (
    select *
    from metric
    where
        period_type = 'month'
        and period_end <= {{ setting('as_of') }}
        and (
            measure = 'M3_nps'
            or (measure in ('M1_top2_share', 'M2_mean_score') and aspect in ('perception', 'overall'))
        )
        and n >= {{ setting('minimum_n') }}
        and estimate is not null
),

{{ series_runs() }},

final as (
    select
        measure,
        aspect,
        characteristic_key,
        '' as count_measure,
        '' as exposure_measure,
        0 as per,
        cut,
        cut_value,
        period_start,
        cast(n_breaks_before as integer) as run,
        estimate,
        se,
        ci_low,
        ci_high,
        ci_method,
        cast(n as double) as n,
        n_eff,
        deff,
        df,
        n_missing,
        cast(null as double) as exposure,
        caveat
    from numbered
    union all by name
    select * from operations
)

select * from final
