{% set cell = 'period_type, period_start, source_id' %}

with

design as (
    select * from {{ ref('mart_sample__design') }}
),

plans as (
    select * from {{ ref('stg_sample_plan') }}
),

rates as (
    select * from {{ ref('mart_response_rate') }}
    where measure = 'M28_response_rate_1' and stratum = 'all'
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

headline as (
    select * from {{ ref('mart_validation__headline') }}
),

joined as (
    select
        design.*,
        cast(plans.planned_n * design.n_occasions as bigint) as planned_n,
        rates.n as drawn_n,
        rates.estimate as response_rate,
        rates.ci_low as response_rate_ci_low,
        rates.ci_high as response_rate_ci_high,
        headline.n_eff,
        headline.deff,
        headline.df,
        design.sampling_kind in ('probability', 'census') as is_probability
    from design
    left join plans using (source_id)
    left join rates using ({{ cell }})
    left join headline using ({{ cell }})
),

final as (
    select
        {{ cell }},
        periods.period_end,
        joined.sampling_kind,
        case
            when joined.is_clustered and joined.n_strata > 1 then 'stratified_clustered'
            when joined.is_clustered then 'clustered'
            when joined.n_strata > 1 then 'stratified'
            else 'simple'
        end as design,
        joined.n_occasions,
        joined.n_strata,
        joined.n_units,
        joined.population_units,
        joined.planned_n,
        joined.drawn_n,
        joined.achieved_n as n,
        joined.response_rate,
        joined.response_rate_ci_low,
        joined.response_rate_ci_high,
        joined.n_eff,
        joined.deff,
        joined.df,
        {% for column, n in {'planned_margin': 'planned_n', 'achieved_margin': 'achieved_n'}.items() %}
            case when joined.is_probability then {{ worst_margin('joined.' ~ n, 'joined.deff') }} end as {{ column }},
        {% endfor %}
        case
            when joined.sampling_kind = 'self_selected' then 'self_selected'
            when joined.sampling_kind = 'quota' then 'quota'
            when not joined.is_probability then 'not_a_probability_sample'
            when joined.achieved_n < settings.flag_n then 'small_base'
            when periods.period_end > settings.as_of then 'partial_period'
        end as caveat,
        {{ provenance() }}
    from joined
    inner join {{ ref('dim_period') }} as periods using (period_type, period_start)
    cross join settings
)

select * from final
