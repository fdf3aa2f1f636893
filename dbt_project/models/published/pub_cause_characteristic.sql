with

complaint as (
    select
        cause_key,
        characteristic_key
    from {{ ref('fct_complaint') }}
    where cause_key is not null
),

known as (
    select characteristic_key as known_key
    from {{ ref('dim_characteristic') }}
),

-- A cause that names several characteristics, or that too few complained of, belongs to none here.
final as (
    select
        cause_key,
        min(characteristic_key) as characteristic_key,
        {{ provenance() }}
    from complaint
    group by cause_key
    having
        count(*) >= {{ setting('minimum_n') }}
        and count(distinct coalesce(characteristic_key, '')) = 1
        and min(characteristic_key) in (from known)
)

select * from final
order by cause_key
