with

design as (
    select
        *,
        {{ occasion_of() }} as occasion
    from {{ ref('agg_design') }}
),

factors as (
    select * from {{ ref('fct_response__factor') }}
),

rules as (
    select
        source_id,
        max(tolerance) as tolerance,
        max(sums_to) as sums_to
    from {{ ref('stg_weighting') }}
    group by source_id
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

weights as (
    select
        source_id,
        occasion,
        min(month) as first_month,
        cast(sum(n_responses) as bigint) as n,
        cast(sum(w_sum) as double) as weight_sum,
        cast(sum(w2_sum) as double) as squared_weight_sum,
        cast(min(w_min) as double) as smallest_weight,
        cast(max(w_max) as double) as greatest_weight
    from design
    where month <= {{ setting('as_of') }}
    group by source_id, occasion
),

adjustments as (
    select
        source_id,
        occasion,
        cast(count(*) as integer) as n_cells,
        max(iterations) as iterations,
        bool_and(is_converged) as is_converged,
        max(largest_difference) as largest_difference,
        min(nonresponse_factor) as smallest_nonresponse_factor,
        max(nonresponse_factor) as greatest_nonresponse_factor,
        sum(case when is_trimmed then n else 0 end) / sum(n) as trimmed_share,
        max(unknown_share) as unknown_share,
        min(margins_as_of) as margins_as_of
    from factors
    group by source_id, occasion
),

-- Kish's effective base and design effect are those of unequal weights alone; a figure's own is in mart_metric.
final as (
    select
        weights.source_id,
        weights.occasion,
        weights.first_month,
        coalesce(rules.sums_to, 'none') as sums_to,
        adjustments.margins_as_of,
        adjustments.n_cells,
        adjustments.iterations,
        adjustments.is_converged,
        adjustments.largest_difference,
        rules.tolerance,
        weights.weight_sum,
        weights.smallest_weight,
        weights.greatest_weight,
        weights.greatest_weight / weights.smallest_weight as weight_ratio,
        weights.n,
        weights.weight_sum * weights.weight_sum / weights.squared_weight_sum as n_eff,
        weights.n * weights.squared_weight_sum / (weights.weight_sum * weights.weight_sum) as deff_kish,
        adjustments.smallest_nonresponse_factor,
        adjustments.greatest_nonresponse_factor,
        adjustments.trimmed_share,
        adjustments.unknown_share,
        case
            when adjustments.is_converged is null then 'base_weights'
            when adjustments.is_converged then 'margins_hold'
            else 'margins_not_reached'
        end as verdict,
        case when weights.n < settings.flag_n then 'small_base' end as caveat,
        {{ provenance() }}
    from weights
    left join adjustments using (source_id, occasion)
    left join rules using (source_id)
    cross join settings
)

select * from final
