{{ rebuilt_by_month() }}

with

units as (
    select * from {{ ref('fct_sample_unit') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        month,
        coalesce(wave, '') as wave,
        survey_source_id as source_id,
        coalesce(stratum, '') as stratum,
        disposition,
        disposition_group,
        count(*) as n,
        count(base_weight) as n_weighted,
        cast(coalesce(sum(base_weight), 0) as decimal(38, 6)) as base_w_sum
    from units
    group by month, coalesce(wave, ''), survey_source_id, coalesce(stratum, ''), disposition, disposition_group
)

select * from final
