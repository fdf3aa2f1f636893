with

flag as (
    select * from {{ ref('stg_interview_flag') }}
),

counted as (
    select
        source_id,
        flag,
        count(*) as n_flagged
    from flag
    group by source_id, flag
),

interview as (
    select
        source_id,
        cast(sum(n_responses) as bigint) as n_interviews
    from {{ ref('agg_design') }}
    group by source_id
),

-- Flagged interviews are counted like any other: a flag is a question to those who collect, not a verdict on a person.
final as (
    select
        counted.source_id,
        counted.flag,
        counted.n_flagged,
        interview.n_interviews,
        counted.n_flagged / nullif(interview.n_interviews, 0) as flagged_share,
        {{ provenance() }}
    from counted
    left join interview using (source_id)
)

select * from final
order by source_id, flag
