with

registered as (
    select * from {{ ref('fct_expectation') }}
    where learned_at < {{ setting('as_of') }} + interval 1 day
),

perceived as (
    select * from {{ ref('mart_expectation__perceived') }}
),

headline as (
    select max(new_since) as last_period_start from perceived
),

-- What the register says last of an expectation is its state; when it was first learned stays.
states as (
    select
        *,
        min(learned_at) over (partition by source_id, expectation_id) as first_learned_at
    from registered
    qualify
        row_number() over (
            partition by source_id, expectation_id order by valid_from desc, learned_at desc, expectation_key desc
        ) = 1
),

judged as (
    select
        states.*,
        headline.last_period_start,
        perceived.* exclude (characteristic_key, cut, cut_value),
        cast(states.level_0_100 as double) as level,
        perceived.estimate is not null and not {{ is_not_random('perceived.caveat') }} as has_margin
    from states
    cross join headline
    left join perceived using (characteristic_key, cut, cut_value)
),

final as (
    select
        'R8_expectation' as measure,
        expectation_key,
        source_id,
        expectation_id,
        kind,
        characteristic_key,
        cut,
        cut_value,
        level as level_0_100,
        cast(importance_0_100 as double) as importance_0_100,
        origin_method,
        origin_source_id,
        origin_record_id,
        first_learned_at,
        valid_from,
        valid_to,
        {{ is_in_force('valid_from', 'valid_to', setting('as_of')) }} as is_current,
        last_period_start as new_since,
        cast(first_learned_at as date) >= last_period_start as is_new,
        period_type,
        period_start,
        period_end,
        estimate as perceived_0_100,
        estimate - level as difference,
        estimate,
        se,
        ci_low,
        ci_high,
        ci_method,
        n,
        n_eff,
        deff,
        cast(df as double) as df,
        n_missing,
        case
            when level is null then 'no_level'
            when estimate is null then 'not_measured'
            when not has_margin then 'undetermined'
            when ci_low >= level then 'met'
            when ci_high < level then 'not_met'
            else 'undetermined'
        end as verdict,
        caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from judged
)

select * from final
