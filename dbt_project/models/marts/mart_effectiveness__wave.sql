with

metric as (
    select * from {{ ref('mart_metric__figure') }}
),

members as (
    select *
    from metric
    where
        period_type = {{ setting('headline_period') }}
        and period_end <= {{ setting('as_of') }}
        and (
            measure = 'M3_nps'
            or (measure in ('M1_top2_share', 'M2_mean_score') and aspect in ('perception', 'overall'))
        )
        and least(n, n_eff) >= {{ setting('flag_n') }}
        and se > 0 and df > 0
),

{{ series_runs() }},

final as (
    select
        measure,
        aspect,
        characteristic_key,
        cut,
        cut_value,
        period_start,
        period_end,
        cast(n_breaks_before as integer) as run,
        estimate,
        se,
        df,
        n,
        '' as count_measure,
        '' as exposure_measure,
        0 as per,
        caveat
    from numbered
)

select * from final
