{% set cell = 'characteristic_key, cut, cut_value, period_type, period_start' %}

with

shares as (
    select * from {{ ref('mart_kano__share') }}
),

leads as (
    select
        *,
        cast(split_part(measure, '_', 3) as integer) as low_code,
        cast(split_part(measure, '_', 4) as integer) as high_code
    from {{ ref('mart_metric__interval') }}
    where aspect = 'kano_lead'
),

ranked as (
    select
        *,
        row_number() over (partition by {{ cell }} order by estimate desc, category_code asc) as place
    from shares
),

-- The two largest categories of a cell; both shares come from the same respondents, so their covariance counts.
pairs as (
    select
        one.characteristic_key,
        one.cut,
        one.cut_value,
        one.period_type,
        one.period_start,
        one.n,
        one.category as modal_category,
        two.category as second_category,
        least(one.category_code, two.category_code) as low_code,
        greatest(one.category_code, two.category_code) as high_code,
        one.category_code < two.category_code as is_low_code_ahead
    from ranked as one
    inner join ranked as two using ({{ cell }})
    where one.place = 1 and two.place = 2
),

tests as (
    select
        pairs.*,
        leads.df,
        leads.t,
        case when pairs.is_low_code_ahead then leads.estimate else -leads.estimate end as lead,
        leads.se,
        pairs.period_type || ' ' || cast(pairs.period_start as varchar)
        || case when pairs.cut = 'overall' then '' else ' segments' end as family,
        case
            when pairs.n < {{ setting('flag_n') }} or leads.se is null then null
            when leads.se = 0 then 0
            else 2 * t_cdf(-abs(leads.estimate) / leads.se, cast(leads.df as double))
        end as p_value
    from pairs
    inner join leads using ({{ cell }}, low_code, high_code)
),

adjusted as (
    {{ benjamini_hochberg('tests') }}
),

final as (
    select
        {{ cell }},
        modal_category,
        second_category,
        cast(lead as double) as lead,
        cast(se as double) as lead_se,
        cast(lead - t * se as double) as lead_ci_low,
        cast(lead + t * se as double) as lead_ci_high,
        family,
        cast(p_value as double) as p_value,
        cast(p_adjusted as double) as p_adjusted,
        case
            when p_value is null then 'too_small'
            when p_adjusted <= {{ setting('false_discovery_rate') }} then 'clear_category'
            else 'no_clear_category'
        end as verdict
    from adjusted
)

select * from final
