with

units as (
    select * from {{ ref('agg_sample_unit') }}
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

by_stratum as (
    select
        period_months.period_type,
        period_months.period_start,
        units.source_id,
        units.stratum,
        units.disposition_group,
        sum(units.n) as n,
        sum(units.base_w_sum) as w,
        bool_and(units.n_weighted = units.n) as is_weighted
    from units
    inner join period_months
        on {{ in_period('units') }}
    group by
        period_months.period_type,
        period_months.period_start,
        units.source_id,
        units.stratum,
        units.disposition_group
),

-- All strata together, and each stratum of those sources that have any.
cells as (
    select
        *,
        'all' as stratum_value
    from by_stratum
    union all
    select
        *,
        stratum as stratum_value
    from by_stratum
    where stratum <> ''
),

final as (
    select
        period_type,
        period_start,
        source_id,
        stratum_value as stratum,
        {% for column, group in {
            'complete': 'complete', 'partial': 'partial', 'refusal': 'refusal', 'non_contact': 'non_contact',
            'other': 'other_non_interview', 'unknown': 'unknown_eligibility', 'not_eligible': 'not_eligible',
        }.items() %}
            cast(sum(case when disposition_group = '{{ group }}' then n else 0 end) as double) as n_{{ column }},
            cast(sum(case when disposition_group = '{{ group }}' then w else 0 end) as double)
                as w_{{ column }},
        {% endfor %}
        cast(sum(n) as bigint) as n_drawn,
        bool_and(is_weighted) as is_weighted
    from cells
    group by period_type, period_start, source_id, stratum_value
)

select * from final
