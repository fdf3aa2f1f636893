{#- Targets of these measures are not to be exceeded. -#}
{% set lower_is_better = ['M19_complaint_rate'] %}

with

programmes as (
    select * from {{ ref('dim_programme') }}
    where is_current
),

figures as (
    select
        * exclude (measure),
        measure as figure_measure
    from {{ ref('mart_programme__figure') }}
),

costs as (
    select distinct
        programme_key,
        n_completes,
        cost_per_complete,
        period_start as cost_period_start
    from {{ ref('mart_process__cost') }}
    qualify row_number() over (partition by programme_key order by period_start desc) = 1
),

joined as (
    select
        programmes.*,
        figures.*,
        costs.n_completes,
        costs.cost_per_complete,
        costs.cost_period_start,
        programmes.target_measure in ('{{ lower_is_better | join("', '") }}') as is_lower_better,
        cast(programmes.target_value as double) as target,
        figures.estimate is not null and not {{ is_not_random('figures.caveat') }} as has_margin
    from programmes
    left join figures on programmes.target_measure = figures.figure_measure
    left join costs on programmes.programme_key = costs.programme_key
),

final as (
    select
        target_measure as measure,
        programme_key,
        version_number,
        decision_owner,
        frequency,
        source_ids,
        aspect,
        period_type,
        period_start,
        period_end,
        target as target_value,
        is_lower_better,
        estimate - target as difference,
        cast(cost as double) as cost_a_year,
        currency,
        cost_period_start,
        n_completes,
        cost_per_complete,
        estimate,
        se,
        ci_low,
        ci_high,
        ci_method,
        n,
        n_eff,
        deff,
        df,
        n_missing,
        case
            when target is null then 'no_target'
            when estimate is null then 'not_measured'
            when not has_margin then 'undetermined'
            when is_lower_better and ci_high <= target then 'target_met'
            when is_lower_better and ci_low > target then 'missed'
            when is_lower_better then 'undetermined'
            when ci_low >= target then 'target_met'
            when ci_high < target then 'missed'
            else 'undetermined'
        end as verdict,
        caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from joined
)

select * from final
