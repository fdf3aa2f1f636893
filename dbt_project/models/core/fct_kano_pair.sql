{{ rebuilt_by_month() }}

{% set is_kano = "is_counted and aspect in ('kano_functional', 'kano_dysfunctional') and scale_max - scale_min = 4" %}

with

-- Places on the five-point scale counted from "I like it": 0 like, 1 must be, 2 neutral, 3 can live with it, 4 dislike.
answers as (
    select
        *,
        case when scale_direction = 'down' then value - scale_min else scale_max - value end as place
    from {{ ref('fct_answer') }}
    {{ where_month_is_touched(and_also=is_kano) }}
),

functional as (
    select * from answers
    where aspect = 'kano_functional'
),

dysfunctional as (
    select * from answers
    where aspect = 'kano_dysfunctional'
),

paired as (
    select
        functional.*,
        functional.value as functional_value,
        dysfunctional.value as dysfunctional_value,
        functional.place as if_there,
        dysfunctional.place as if_missing,
        coalesce(functional.missing_code, dysfunctional.missing_code) as why_missing
    from functional
    inner join dysfunctional
        on
            functional.response_key = dysfunctional.response_key
            and functional.characteristic_key = dysfunctional.characteristic_key
            and functional.scale_min = dysfunctional.scale_min
            and functional.scale_direction = dysfunctional.scale_direction
),

categorised as (
    select
        *,
        {{ kano_category('if_there', 'if_missing') }} as category
    from paired
),

final as (
    select
        response_key,
        characteristic_key,
        functional_value,
        dysfunctional_value,
        category,
        case when category is null then coalesce(why_missing, 'inconsistent') end as missing_code,
        month,
        source_id,
        source_row
    from categorised
)

select * from final
