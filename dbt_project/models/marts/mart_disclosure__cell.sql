{% set series = 'subject, aspect, characteristic_key' %}
{% set cell = series ~ ', cut, cut_value, period_type, period_start' %}

with

atoms as (
    select * from {{ ref('mart_disclosure__atom') }}
),

slots as (
    select * from {{ ref('mart_disclosure__slot') }}
),

scales as (
    select
        *,
        {{ disclosure_scale() }} as scale
    from {{ ref('mart_metric__scale') }}
),

missing as (
    select
        'survey_answer' as subject,
        *
    from {{ ref('mart_metric__missing') }}
),

periods as (
    select distinct
        period_type,
        period_start,
        period_end
    from slots
),

-- A period speaks on one scale.
counted as (
    select
        atoms.subject,
        atoms.aspect,
        atoms.characteristic_key,
        atoms.cut,
        atoms.cut_value,
        slots.period_type,
        slots.period_start,
        slots.scale,
        sum(atoms.n) as n
    from atoms
    inner join slots using ({{ series }}, slot)
    left join scales using (aspect, characteristic_key, period_type, period_start)
    where atoms.subject <> 'survey_answer' or slots.scale = scales.scale
    group by all
),

bases as (
    select
        {{ cell }},
        coalesce(counted.scale, '') as scale,
        cast(coalesce(counted.n, 0) as bigint) as n,
        cast(coalesce(counted.n, 0) + coalesce(missing.n_missing, 0) as bigint) as n_asked
    from counted
    full outer join missing using ({{ cell }})
),

-- Perceived, expected and their gap hide the same cells: two of the bases say much about the third.
with_family as (
    select
        *,
        aspect in ('gap', 'perception', 'overall', {{ setting('expectation_aspect') }})
        and bool_or(aspect = 'gap') over (partition by subject, characteristic_key) as is_gap_family,
        subject = 'survey_answer' or period_type <> 'month' as is_published
    from bases
),

judged as (
    select
        * exclude (is_gap_family),
        concat_ws('|', subject, characteristic_key, case when not is_gap_family then aspect end) as family,
        is_published and n > 0 and n < {{ setting('minimum_n') }} as is_small
    from with_family
),

final as (
    select
        judged.*,
        periods.period_end,
        bool_or(judged.is_small) over (partition by judged.family) as is_at_risk
    from judged
    inner join periods using (period_type, period_start)
)

select * from final
