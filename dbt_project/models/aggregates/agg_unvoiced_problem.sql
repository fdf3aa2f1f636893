{{ rebuilt_by_month() }}

with

responses as (
    select * from {{ ref('fct_response') }}
    {{ where_month_is_touched() }}
),

cuts as (
    select * from {{ ref('fct_response_cut') }}
    {{ where_month_is_touched() }}
),

answers as (
    select * from {{ ref('fct_answer') }}
    {{ where_month_is_touched() }}
),

telling as (
    select * from {{ ref('stg_unvoiced_answer') }}
),

asked as (
    select distinct question_key
    from telling
    where role = 'complained'
),

-- Who had a problem, and said whether they had complained of it.
told as (
    select
        answers.response_key,
        bool_or(problem.question_key is not null) as had_problem,
        bool_or(complained.question_key is not null) as has_complained,
        bool_or(asked.question_key is not null and answers.value is not null) as has_said
    from answers
    left join telling as problem
        on
            problem.role = 'problem'
            and answers.question_key = problem.question_key
            and answers.value = problem.value
    left join telling as complained
        on
            complained.role = 'complained'
            and answers.question_key = complained.question_key
            and answers.value = complained.value
    left join asked on answers.question_key = asked.question_key
    group by answers.response_key
),

final as (
    select
        responses.month,
        responses.source_id,
        cuts.cut,
        cuts.cut_value,
        told.has_said,
        told.has_complained,
        count(*) as n,
        cast(sum(responses.weight) as decimal(38, 6)) as w_sum,
        cast(sum(responses.weight * responses.weight) as decimal(38, 12)) as w2_sum
    from told
    inner join responses on told.response_key = responses.response_key
    inner join cuts on told.response_key = cuts.response_key
    where told.had_problem
    group by responses.month, responses.source_id, cuts.cut, cuts.cut_value, told.has_said, told.has_complained
)

select * from final
