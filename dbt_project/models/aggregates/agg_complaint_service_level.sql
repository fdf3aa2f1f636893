-- depends_on: {{ ref('fct_complaint__fingerprint') }}
{{ rebuilt_where_changed() }}

with

times as (
    select * from {{ ref('fct_complaint_time') }}
    {{ where_month_is_missing() }}
),

cuts as (
    select * from {{ ref('fct_complaint_cut') }}
),

-- What was open when it fell due was not met, however it went on; what was withdrawn before fell due for nobody.
final as (
    select
        times.month,
        times.step,
        cuts.cut,
        cuts.cut_value,
        times.due_on,
        times.fingerprint,
        sum(case when times.ending = 'done' and times.ended_at <= times.due_at then 1 else 0 end) as n_met,
        sum(case when times.ending = 'withdrawn' and times.ended_at <= times.due_at then 1 else 0 end) as n_withdrawn,
        count(*) as n
    from times
    inner join cuts on times.complaint_key = cuts.complaint_key
    where times.due_at is not null
    group by times.month, times.step, cuts.cut, cuts.cut_value, times.due_on, times.fingerprint
)

select * from final
