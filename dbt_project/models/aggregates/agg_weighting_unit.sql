{{ rebuilt_by_month() }}

with

nonresponse_cuts as (
    select * from {{ ref('stg_weighting') }}
    where step = 'nonresponse'
),

units as (
    select * from {{ ref('fct_sample_unit') }}
    {{ where_month_is_touched() }}
),

cuts as (
    select * from {{ ref('fct_sample_unit_cut') }}
    {{ where_month_is_touched() }}
),

told as (
    select
        units.sample_unit_key,
        units.month,
        coalesce(units.wave, '') as wave,
        units.survey_source_id as source_id,
        units.disposition_group,
        coalesce(units.base_weight, 1) as base_weight,
        nonresponse_cuts.cut,
        case
            when nonresponse_cuts.cut = 'stratum' then coalesce(units.stratum, '')
            else coalesce(cuts.cut_value, '')
        end as cut_value
    from units
    inner join nonresponse_cuts on units.survey_source_id = nonresponse_cuts.source_id
    left join cuts
        on
            units.sample_unit_key = cuts.sample_unit_key
            and nonresponse_cuts.cut = cuts.cut
),

cells as (
    select
        month,
        wave,
        source_id,
        disposition_group,
        base_weight,
        {{ cell_text() }} as nonresponse_cell
    from told
    group by sample_unit_key, month, wave, source_id, disposition_group, base_weight
),

final as (
    select
        month,
        wave,
        source_id,
        nonresponse_cell,
        disposition_group,
        count(*) as n,
        cast(sum(base_weight) as decimal(38, 6)) as base_w_sum
    from cells
    group by month, wave, source_id, nonresponse_cell, disposition_group
)

select * from final
