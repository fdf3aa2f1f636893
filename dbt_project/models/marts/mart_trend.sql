with

tested as (
    select * from {{ ref('mart_trend__tested') }}
),

change_point as (
    select * from {{ ref('mart_change_point') }}
),

-- A test weighs sampling error; where people were not asked at random there is none to weigh (macro figure_caveat).
not_random as (
    select distinct
        measure,
        aspect,
        characteristic_key,
        cut,
        cut_value,
        'not_a_probability_sample' as caveat
    from {{ ref('mart_metric__figure') }}
    where {{ is_not_random('caveat') }}
),

-- Of several steps in one series the trend names the largest that goes the way of its verdict.
onset as (
    select change_point.*
    from change_point
    inner join tested using (measure, aspect, characteristic_key, cut, cut_value)
    where sign(change_point.change_size) = case tested.verdict when 'improved' then 1 when 'declined' then -1 end
    qualify
        row_number() over (
            partition by measure, aspect, characteristic_key, cut, cut_value
            order by abs(change_point.change_size) desc, change_point.period_start asc
        ) = 1
),

final as (
    select
        measure,
        aspect,
        characteristic_key,
        cut,
        cut_value,
        tested.period_type,
        cast(tested.first_period_start as date) as first_period,
        cast(tested.last_period_start as date) as last_period,
        cast(tested.n_points as integer) as n_points,
        cast(tested.method as varchar) as method,
        cast(tested.tau as double) as tau,
        cast(tested.s as double) as s,
        cast(tested.z as double) as z,
        cast(tested.p_value as double) as p_value,
        cast(tested.p_adjusted as double) as p_adjusted,
        cast(tested.sen_slope as double) as sen_slope,
        cast(tested.ci_low as double) as ci_low,
        cast(tested.ci_high as double) as ci_high,
        'sen_gilbert' as ci_method,
        cast(tested.n as bigint) as n,
        tested.verdict,
        onset.period_start as change_point_period_start,
        onset.change_size,
        onset.ci_low as change_ci_low,
        onset.ci_high as change_ci_high,
        case
            when not_random.caveat is not null then not_random.caveat
            when tested.smallest_n < {{ setting('flag_n') }} then 'small_base'
        end as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from tested
    left join onset using (measure, aspect, characteristic_key, cut, cut_value)
    left join not_random using (measure, aspect, characteristic_key, cut, cut_value)
)

select * from final
