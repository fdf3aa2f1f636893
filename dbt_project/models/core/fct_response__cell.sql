{{ rebuilt_by_month() }}

with

weighting as (
    select * from {{ ref('stg_weighting') }}
),

weighted_cuts as (
    select
        source_id,
        cut,
        max(case when step = 'nonresponse' then 1 else 0 end) = 1 as is_nonresponse
    from weighting
    group by source_id, cut
),

responses as (
    select
        source_id || '|' || source_record_id as response_key,
        source_id,
        coalesce(wave, '') as wave,
        {{ month_of('event_at') }} as month,
        coalesce(stratum, '') as stratum,
        base_weight
    from {{ ref('stg_survey_response') }}
    where source_id in (select weighting.source_id from weighting)
),

touched as (
    select * from responses
    {{ where_month_is_touched() }}
),

cuts as (
    select * from {{ ref('fct_response_cut') }}
    {{ where_month_is_touched() }}
),

-- An interview that does not tell a cut is in the cell of those who do not: the empty value.
told as (
    select
        touched.*,
        weighted_cuts.cut,
        weighted_cuts.is_nonresponse,
        case when weighted_cuts.cut = 'stratum' then touched.stratum else coalesce(cuts.cut_value, '') end as cut_value
    from touched
    inner join weighted_cuts on touched.source_id = weighted_cuts.source_id
    left join cuts
        on
            touched.response_key = cuts.response_key
            and weighted_cuts.cut = cuts.cut
),

nonresponse_cells as (
    select
        response_key,
        {{ cell_text() }} as nonresponse_cell
    from told
    where is_nonresponse
    group by response_key
),

cells as (
    select
        response_key,
        source_id,
        month,
        wave,
        {{ occasion_of() }} as occasion,
        base_weight,
        {{ cell_text() }} as weighting_cell
    from told
    group by response_key, source_id, month, wave, base_weight
),

final as (
    select
        cells.*,
        coalesce(nonresponse_cells.nonresponse_cell, '') as nonresponse_cell
    from cells
    left join nonresponse_cells on cells.response_key = nonresponse_cells.response_key
)

select * from final
