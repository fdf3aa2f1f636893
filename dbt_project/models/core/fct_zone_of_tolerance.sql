{{ rebuilt_by_month() }}

{% set scale = 'response_key, characteristic_key, scale_min, scale_max, scale_direction' %}

with

answers as (
    select
        *,
        case when scale_direction = 'down' then -value else value end as level
    from {{ ref('fct_answer') }}
    {{ where_month_is_touched(and_also='is_counted') }}
),

perceived as (
    select * from answers
    where aspect in ('perception', 'overall')
),

minimum as (
    select * from answers
    where aspect = 'expectation_minimum'
),

desired as (
    select * from answers
    where aspect = 'expectation_desired'
),

joined as (
    select
        perceived.*,
        minimum.value as minimum_value,
        desired.value as desired_value,
        minimum.level as minimum_level,
        desired.level as desired_level,
        desired.aspect is not null as has_desired,
        coalesce(
            perceived.missing_code,
            minimum.missing_code,
            desired.missing_code,
            case when minimum.level > desired.level then 'inconsistent' end
        ) as why_missing
    from perceived
    inner join minimum using ({{ scale }})
    left join desired using ({{ scale }})
),

-- All differences of a respondent have one base, so that adequacy minus superiority is the width of the zone.
final as (
    select
        response_key,
        characteristic_key,
        value as perceived_value,
        minimum_value,
        desired_value,
        cast(case when why_missing is null then level - minimum_level end as decimal(9, 6)) as adequacy,
        cast(case when why_missing is null then level - desired_level end as decimal(9, 6)) as superiority,
        cast(case when why_missing is null then desired_level - minimum_level end as decimal(9, 6)) as zone_width,
        case
            when why_missing is not null or not has_desired then null
            when level < minimum_level then -1
            when level > desired_level then 1
            else 0
        end as zone,
        has_desired,
        why_missing as missing_code,
        scale_min,
        scale_max,
        scale_direction,
        month,
        source_id,
        source_row
    from joined
)

select * from final
