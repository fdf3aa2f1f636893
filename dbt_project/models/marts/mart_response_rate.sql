{% set weighted_rates = response_rates('w_') %}

with

counts as (
    select
        *,
        coalesce({{ eligibility_rate('n_') }}, 1) as e,
        coalesce({{ eligibility_rate('w_') }}, 1) as weighted_e
    from {{ ref('mart_response_rate__count') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

rates as (
    {% for measure, (numerator, denominator) in response_rates('n_').items() %}
        select
            '{{ measure }}' as measure,
            *,
            {{ denominator }} as base,
            ({{ numerator }}) / nullif({{ denominator }}, 0) as rate,
            case
                when is_weighted
                    then
                        ({{ weighted_rates[measure][0] }})
                        / nullif({{ weighted_rates[measure][1] | replace('e * w_', 'weighted_e * w_') }}, 0)
            end as weighted_rate
        from counts
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        rates.measure,
        rates.source_id,
        rates.stratum,
        rates.period_type,
        rates.period_start,
        periods.period_end,
        rates.rate as estimate,
        sqrt(rates.rate * (1 - rates.rate) / rates.base) as se,
        {{ wilson_low('rates.rate', 'rates.base') }} as ci_low,
        {{ wilson_high('rates.rate', 'rates.base') }} as ci_high,
        'wilson' as ci_method,
        rates.weighted_rate,
        rates.e as eligibility_rate,
        'casro' as eligibility_method,
        rates.n_drawn as n,
        rates.base as n_eff,
        cast(null as double) as deff,
        cast(null as integer) as df,
        cast(rates.n_unknown as bigint) as n_missing,
        {% for column in ['complete', 'partial', 'refusal', 'non_contact', 'other', 'not_eligible'] %}
            cast(rates.n_{{ column }} as bigint) as n_{{ column }},
        {% endfor %}
        cast(null as varchar) as verdict,
        case
            when rates.base < settings.flag_n then 'small_base'
            when periods.period_end > settings.as_of then 'partial_period'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from rates
    inner join periods using (period_type, period_start)
    cross join settings
    where rates.base > 0
)

select * from final
