with

segment as (
    select * from {{ ref('dim_segment') }}
)

select * from segment
order by position, cut, cut_value
