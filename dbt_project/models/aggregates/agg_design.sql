{{ rebuilt_by_month() }}

with

responses as (
    select * from {{ ref('fct_response') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        month,
        coalesce(wave, '') as wave,
        source_id,
        stratum,
        psu,
        weighting_cell,
        count(*) as n_responses,
        cast(sum(weight) as decimal(38, 6)) as w_sum,
        cast(sum(weight * weight) as decimal(38, 12)) as w2_sum,
        min(weight) as w_min,
        max(weight) as w_max,
        max(stratum_population) as stratum_population,
        bool_and(stratum_population is not null) as has_stratum_population,
        max(psu_population) as psu_population,
        bool_and(psu_population is not null) as has_psu_population
    from responses
    group by month, coalesce(wave, ''), source_id, stratum, psu, weighting_cell
)

select * from final
