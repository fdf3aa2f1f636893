{% set figure = [
    'measure', 'source_id', 'occasion', 'characteristic_key', 'aspect', 'scale_min', 'scale_max', 'scale_direction', 'cut',
    'cut_value'
] | join(', ') %}

with

cells as (
    select * from {{ ref('mart_metric__calibrated_cell') }}
),

projections as (
    select * from {{ ref('mart_metric__projection') }}
),

design as (
    select
        source_id,
        {{ occasion_of() }} as occasion,
        stratum,
        psu,
        weighting_cell,
        cast(sum(w_sum) as double) as design_w,
        cast(sum(w2_sum) as double) as design_w2
    from {{ ref('agg_design') }}
    where weighting_cell <> ''
    group by source_id, {{ occasion_of() }}, stratum, psu, weighting_cell
),

cell_totals as (
    select
        {{ figure }},
        weighting_cell as other_cell,
        cast(sum(w) as double) as w,
        cast(sum(wy) as double) as wy
    from cells
    group by {{ figure }}, weighting_cell
),

-- Fitted membership and value of every cell of the occasion, from the regression on its margins.
fitted as (
    select
        {{ figure }},
        projections.weighting_cell,
        {{ exact_sum('projections.coefficient * cell_totals.w') }} as b_w,
        {{ exact_sum('projections.coefficient * cell_totals.wy') }} as b_wy
    from cell_totals
    inner join projections using (source_id, occasion, other_cell)
    group by {{ figure }}, projections.weighting_cell
),

-- The whole design behind each figure: a cell without members has residuals, too.
designed as (
    select
        {{ figure }},
        design.stratum,
        design.psu,
        weighting_cell,
        fitted.b_w,
        fitted.b_wy,
        design.design_w,
        design.design_w2
    from fitted
    inner join design using (source_id, occasion, weighting_cell)
),

joined as (
    select
        designed.*,
        coalesce(cast(cells.w as double), 0) as w,
        coalesce(cast(cells.w2 as double), 0) as w2,
        coalesce(cast(cells.wy as double), 0) as wy,
        coalesce(cast(cells.w2y as double), 0) as w2y,
        coalesce(cast(cells.w2y2 as double), 0) as w2y2
    from designed
    left join cells using ({{ figure }}, stratum, psu, weighting_cell)
),

-- Residual totals of a unit, and the sums of squares and products of its elements' residuals.
final as (
    select
        {{ figure }},
        stratum,
        psu,
        {{ exact_sum('w - b_w * design_w') }} as residual_w,
        {{ exact_sum('wy - b_wy * design_w') }} as residual_wy,
        {{ exact_sum('w2 - 2 * b_w * w2 + b_w * b_w * design_w2') }} as e_ww,
        {{ exact_sum('w2y - b_wy * w2 - b_w * w2y + b_w * b_wy * design_w2') }} as e_wy,
        {{ exact_sum('w2y2 - 2 * b_wy * w2y + b_wy * b_wy * design_w2') }} as e_yy
    from joined
    group by {{ figure }}, stratum, psu
)

select * from final
