{% set cell = 'period_type, period_start, source_id, cut' %}

with

period_months as (
    select * from {{ ref('dim_period__month') }}
),

composition as (
    select
        period_months.period_type,
        period_months.period_start,
        counts.source_id,
        counts.cut,
        counts.cut_value,
        max(last_day(counts.month)) as last_day,
        sum(counts.n) as n,
        cast(sum(counts.base_w_sum) as double) as w,
        cast(sum(counts.base_w2_sum) as double) as w2
    from {{ ref('agg_composition') }} as counts
    inner join period_months
        on {{ in_period('counts') }}
    group by all
),

totals as (
    select
        {{ cell }},
        max(last_day) as last_day,
        sum(n) as n,
        sum(w order by cut_value asc) as w,
        sum(w2 order by cut_value asc) as w2
    from composition
    group by {{ cell }}
),

asked as (
    select * exclude (cut, cut_value) from composition
    where cut = 'overall'
),

-- In customers where the whole version is stated so, else in shares.
margins as (
    select
        cut,
        cut_value,
        as_of,
        cast(
            case
                when bool_and(population_count is not null) over (partition by cut, as_of) then population_count
                else population_share
            end as double
        ) as population
    from {{ ref('fct_population_margin') }}
    qualify row_number() over (partition by cut, cut_value, as_of order by population_margin_key asc) = 1
),

-- The version in force at the end of the period's interviews.
in_force as (
    select
        {{ cell }},
        margins.cut_value,
        margins.as_of,
        margins.population
    from totals
    inner join margins using (cut)
    where margins.as_of <= totals.last_day
    qualify rank() over (partition by {{ cell }} order by margins.as_of desc) = 1
),

stated as (
    select
        *,
        population / sum(population order by cut_value asc) over (partition by {{ cell }}) as population_share
    from in_force
),

final as (
    select
        {{ cell }},
        stated.cut_value,
        stated.as_of as population_as_of,
        stated.population_share,
        coalesce(composition.w, 0) / totals.w as sample_share,
        cast(coalesce(composition.n, 0) as bigint) as n_value,
        cast(totals.n as bigint) as n,
        totals.w * totals.w / totals.w2 as n_eff,
        cast(asked.n - totals.n as bigint) as n_missing
    from stated
    inner join totals using ({{ cell }})
    inner join asked using (period_type, period_start, source_id)
    left join composition using ({{ cell }}, cut_value)
)

select * from final
