{% set cell = [
    'period_type', 'period_start', 'characteristic_key', 'aspect', 'scale_min', 'scale_max', 'scale_direction', 'cut', 'cut_value'
] | join(', ') %}

with

sources as (
    select * from {{ ref('dim_source') }}
),

answers as (
    select
        answers_given.*,
        sources.is_clustered
    from {{ ref('mart_metric__value') }} as answers_given
    inner join sources on answers_given.source_id = sources.source_id
    where answers_given.aspect not in ({{ quoted(derived_aspects()) }}) and {{ has_distribution() }}
),

units as (
    select * from {{ ref('mart_metric__unit') }}
    where measure = 'M2_mean_score' and {{ has_distribution() }}
),

strata as (
    select * from {{ ref('mart_metric__stratum') }}
    where measure = 'M2_mean_score' and {{ has_distribution() }}
),

-- Sums over sampling units of the products that the variance needs; a unit without the value adds nothing to them.
elements as (
    select
        {{ cell }},
        source_id,
        stratum,
        value,
        n,
        cast(w as double) as wy,
        cast(w2 as double) as u_wy,
        cast(w2 as double) as u_yy
    from answers
    where not is_clustered
),

clusters as (
    select
        {{ cell }},
        source_id,
        stratum,
        answers.value,
        cast(sum(answers.n) as bigint) as n,
        cast(sum(answers.w) as double) as wy,
        {{ product_sum('answers.w', 'units.w') }} as u_wy,
        {{ product_sum('answers.w', 'answers.w') }} as u_yy
    from answers
    inner join units using ({{ cell }}, source_id, stratum, psu)
    where answers.is_clustered
    group by {{ cell }}, source_id, stratum, answers.value
),

given as (
    select * from elements
    union all
    select * from clusters
),

labels as (
    select
        {{ cell }},
        value
    from given
    group by {{ cell }}, value
),

-- A stratum of the cell in which nobody gave the value counts with a total of zero.
final as (
    select
        {{ cell }},
        source_id,
        stratum,
        value,
        coalesce(given.n, 0) as n_value,
        strata.n,
        cast(strata.w as double) as w,
        cast(strata.w2 as double) as w2,
        strata.u_ww,
        coalesce(given.wy, 0) as wy,
        coalesce(given.u_wy, 0) as u_wy,
        coalesce(given.u_yy, 0) as u_yy
    from strata
    inner join labels using ({{ cell }})
    left join given using ({{ cell }}, source_id, stratum, value)
)

select * from final
