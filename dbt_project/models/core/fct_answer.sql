{{ rebuilt_by_month() }}

with

answers as (
    select
        *,
        {{ month_of('event_at') }} as month
    from {{ ref('stg_survey_answer') }}
),

questions as (
    select
        *,
        count(*) over (partition by characteristic_key, aspect) as n_versions
    from {{ ref('dim_question') }}
),

scaled as (
    select
        answers.source_id || '|' || answers.source_record_id as response_key,
        answers.question_key,
        answers.characteristic_key,
        answers.aspect,
        answers.value,
        coalesce(answers.scale_min, questions.scale_min) as scale_min,
        coalesce(answers.scale_max, questions.scale_max) as scale_max,
        coalesce(answers.scale_direction, questions.scale_direction, 'up') as scale_direction,
        case when answers.value is null then coalesce(answers.missing_code, 'blank') end as missing_code,
        answers.month,
        answers.source_id,
        answers.source_row,
        coalesce(questions.n_versions, 1) as n_versions
    from answers
    left join questions on answers.question_key = questions.question_key
    {{ where_month_is_touched('answers.month') }}
),

-- Of several versions of one question an interview counts once: the version it was asked.
versioned as (
    select
        *,
        row_number() over (
            partition by response_key, characteristic_key, aspect
            order by
                case when value is not null then 1 when missing_code <> 'not_asked' then 2 else 3 end asc,
                question_key asc
        ) = 1 as is_counted
    from scaled
    where n_versions > 1
),

counted as (
    select
        *,
        true as is_counted
    from scaled
    where n_versions = 1
    union all
    select * from versioned
),

final as (
    select
        response_key,
        question_key,
        characteristic_key,
        aspect,
        value,
        scale_min,
        scale_max,
        scale_direction,
        missing_code,
        cast(
            case
                when scale_max <= scale_min then null
                when scale_direction = 'down' then 100 * (scale_max - value) / (scale_max - scale_min)
                else 100 * (value - scale_min) / (scale_max - scale_min)
            end as decimal(9, 6)
        ) as score_0_100,
        is_counted,
        month,
        source_id,
        source_row
    from counted
    where aspect <> 'open_text'
)

select * from final
