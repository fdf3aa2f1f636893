with

source_health as (
    select * from {{ ref('mart_source_health') }}
)

select * from source_health
order by source_id
