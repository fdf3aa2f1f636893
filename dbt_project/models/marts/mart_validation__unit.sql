{% set cell = 'period_type, period_start, source_id' %}

with

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

answers as (
    select
        given.*,
        100.0 / (given.scale_max - given.scale_min) * case given.scale_direction
            when 'down' then given.scale_max - given.value
            else given.value - given.scale_min
        end as score
    from {{ ref('mart_metric__value') }} as given
    inner join settings
        on
            given.characteristic_key = settings.headline_characteristic
            and given.aspect = settings.headline_aspect
            and given.cut = 'overall'
            and given.scale_max > given.scale_min
),

means as (
    select
        {{ cell }},
        cast(sum(n) as double) as n,
        cast(sum(w) as double) as w_total,
        cast(sum(w2) as double) as w2_total,
        {{ exact_sum('w * score') }} / cast(sum(w) as double) as weighted_score,
        {{ exact_sum('n * score') }} / cast(sum(n) as double) as unweighted_score,
        {{ exact_sum('w * score * score') }} / cast(sum(w) as double) as weighted_square
    from answers
    group by {{ cell }}
),

-- Linearised weighted mean (a) and its difference from the unweighted one (d), by unit, with squares over elements.
final as (
    select
        {{ cell }},
        answers.stratum,
        answers.psu,
        means.n,
        means.w_total,
        means.w2_total,
        means.weighted_score,
        means.unweighted_score,
        means.weighted_square,
        {{ exact_sum('answers.w * (score - weighted_score) / w_total') }} as a,
        {{ exact_sum('answers.w2 * pow((score - weighted_score) / w_total, 2)') }} as aa,
        {{ exact_sum(
            'answers.w * (score - weighted_score) / w_total - answers.n * (score - unweighted_score) / means.n'
        ) }}
            as d,
        {{ exact_sum(
            'answers.w2 * pow((score - weighted_score) / w_total, 2)
            - 2 * answers.w * (score - weighted_score) * (score - unweighted_score) / (w_total * means.n)
            + answers.n * pow((score - unweighted_score) / means.n, 2)'
        ) }} as dd
    from answers
    inner join means using ({{ cell }})
    group by all
)

select * from final
