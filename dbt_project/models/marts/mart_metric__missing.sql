{% set codes = ['not_applicable', 'dont_know', 'refused', 'not_asked', 'blank', 'inconsistent'] %}

with

cells as (
    select * from {{ ref('agg_answer_value') }}
    where value is null
),

period_months as (
    select * from {{ ref('dim_period__month') }}
),

final as (
    select
        period_months.period_type,
        period_months.period_start,
        cells.characteristic_key,
        cells.aspect,
        cells.cut,
        cells.cut_value,
        {% for code in codes %}
            cast(sum(case when cells.missing_code = '{{ code }}' then cells.n else 0 end) as bigint) as n_{{ code }},
        {% endfor %}
        cast(sum(cells.n) as bigint) as n_missing
    from cells
    inner join period_months
        on {{ in_period('cells') }}
    group by all
)

select * from final
