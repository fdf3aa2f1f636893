{{ rebuilt_by_month() }}

{% set battery = 'month, wave, source_id, battery_key, battery_kind, scale_min, scale_max' %}

with

given as (
    select * from {{ ref('fct_battery_answer') }}
    {{ where_month_is_touched() }}
),

items as (
    select
        {{ battery }},
        item,
        item_position
    from given
    group by {{ battery }}, item, item_position
),

-- The battery of a source in a month is what anybody answered there; it has two items at least.
asked as (
    select
        {{ battery }},
        count(*) as n_items,
        string_agg(item, ',' order by item_position asc, item asc) as item_set
    from items
    group by {{ battery }}
    having count(*) > 1
),

respondents as (
    select
        {{ battery }},
        response_key,
        count(*) as n_answered
    from given
    group by {{ battery }}, response_key
),

matched as (
    select
        respondents.*,
        asked.item_set,
        respondents.n_answered = asked.n_items as is_complete,
        count(*) over (partition by {{ battery }}) as n_asked
    from respondents
    inner join asked using ({{ battery }})
),

complete as (
    select
        given.*,
        matched.item_set,
        matched.n_asked
    from given
    inner join matched using ({{ battery }}, response_key)
    where matched.is_complete
),

final as (
    select
        {{ qualified('one', battery) }},
        one.item_set,
        one.item,
        one.item_position,
        other.item as other_item,
        max(one.n_asked) as n_asked,
        count(*) as n,
        cast(sum(one.weight) as decimal(38, 6)) as w_sum,
        cast(sum(one.weight * one.weight) as decimal(38, 12)) as w2_sum,
        cast(sum(one.weight * one.level) as decimal(38, 12)) as wy_sum,
        cast(sum(one.weight * other.level) as decimal(38, 12)) as wz_sum,
        cast(sum(one.weight * one.level * other.level) as decimal(38, 18)) as wyz_sum,
        cast(sum(one.level) as decimal(38, 6)) as uy_sum,
        cast(sum(other.level) as decimal(38, 6)) as uz_sum,
        cast(sum(one.level * other.level) as decimal(38, 12)) as uyz_sum
    from complete as one
    inner join complete as other
        on
            one.response_key = other.response_key
            and one.battery_key = other.battery_key
            and one.scale_min = other.scale_min
            and one.scale_max = other.scale_max
            and one.item <= other.item
    group by {{ qualified('one', battery) }}, one.item_set, one.item, one.item_position, other.item
)

select * from final
