{{ rebuilt_by_month() }}

with

interviews as (
    select * from {{ ref('fct_response__cell') }}
    {{ where_month_is_touched() }}
),

cuts as (
    select * from {{ ref('fct_response_cut') }}
    {{ where_month_is_touched() }}
),

margins as (
    select * from {{ ref('stg_weighting') }}
    where step = 'raking'
),

cells as (
    select
        month,
        wave,
        occasion,
        source_id,
        weighting_cell,
        nonresponse_cell,
        count(*) as n,
        min(response_key) as one_response_key,
        cast(sum(base_weight) as decimal(38, 6)) as base_w_sum
    from interviews
    group by month, wave, occasion, source_id, weighting_cell, nonresponse_cell
),

-- Any interview of a cell tells the cell's value of each margin. A source that is not raked has one row, its cut empty.
final as (
    select
        cells.month,
        cells.wave,
        cells.occasion,
        cells.source_id,
        cells.weighting_cell,
        cells.nonresponse_cell,
        coalesce(margins.cut, '') as cut,
        coalesce(cuts.cut_value, '') as cut_value,
        cells.n,
        cells.base_w_sum
    from cells
    left join margins on cells.source_id = margins.source_id
    left join cuts
        on
            cells.one_response_key = cuts.response_key
            and margins.cut = cuts.cut
)

select * from final
