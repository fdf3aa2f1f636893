{% set key = [
    'measure', 'period_type', 'period_start', 'source_id', 'stratum', 'characteristic_key', 'aspect', 'scale_min', 'scale_max',
    'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

occasions as (
    select * from {{ ref('mart_metric__calibrated_occasion') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

second_stage as (
    select * from {{ ref('mart_metric__psu') }}
),

-- A unit's residuals are added up over the occasions of the period before they are squared.
units as (
    select
        occasions.period_type,
        occasions.period_start,
        residuals.* exclude (occasion, residual_w, residual_wy, e_ww, e_wy, e_yy),
        {{ exact_sum('residuals.residual_w') }} as residual_w,
        {{ exact_sum('residuals.residual_wy') }} as residual_wy,
        {{ exact_sum('residuals.e_ww') }} as e_ww,
        {{ exact_sum('residuals.e_wy') }} as e_wy,
        {{ exact_sum('residuals.e_yy') }} as e_yy
    from {{ ref('mart_metric__calibrated_unit') }} as residuals
    inner join occasions using (source_id, occasion)
    group by all
),

staged as (
    select
        units.*,
        sources.is_clustered,
        coalesce(second_stage.second_stage_factor, 0) as factor,
        coalesce(second_stage.centring, 0) as centring
    from units
    inner join sources using (source_id)
    left join second_stage using (period_type, period_start, source_id, stratum, psu)
),

final as (
    select
        {{ key }},
        {{ exact_sum('residual_w') }} as residual_w,
        {{ exact_sum('residual_wy') }} as residual_wy,
        {{ exact_sum('case when is_clustered then residual_w * residual_w else e_ww end') }} as u_ww,
        {{ exact_sum('case when is_clustered then residual_w * residual_wy else e_wy end') }} as u_wy,
        {{ exact_sum('case when is_clustered then residual_wy * residual_wy else e_yy end') }} as u_yy,
        {{ exact_sum('factor * (e_ww - centring * residual_w * residual_w)') }} as v_ww,
        {{ exact_sum('factor * (e_wy - centring * residual_w * residual_wy)') }} as v_wy,
        {{ exact_sum('factor * (e_yy - centring * residual_wy * residual_wy)') }} as v_yy
    from staged
    group by {{ key }}
)

select * from final
