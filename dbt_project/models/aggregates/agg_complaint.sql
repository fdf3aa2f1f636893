{{ rebuilt_by_month() }}

with

complaints as (
    select * from {{ ref('fct_complaint') }}
    {{ where_month_is_touched() }}
),

cuts as (
    select * from {{ ref('fct_complaint_cut') }}
    {{ where_month_is_touched() }}
),

final as (
    select
        complaints.month,
        complaints.cause_key,
        complaints.characteristic_key,
        cuts.cut,
        cuts.cut_value,
        count(*) as n_received
    from complaints
    inner join cuts on complaints.complaint_key = cuts.complaint_key
    group by complaints.month, complaints.cause_key, complaints.characteristic_key, cuts.cut, cuts.cut_value
)

select * from final
