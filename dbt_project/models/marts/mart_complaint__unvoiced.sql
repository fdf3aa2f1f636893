with

problems as (
    select * from {{ ref('agg_unvoiced_problem') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

final as (
    select
        'M19_unvoiced_problem' as measure,
        problems.cut,
        problems.cut_value,
        periods.period_type,
        periods.period_start,
        periods.period_end,
        periods.previous_period_start,
        periods.is_partial,
        cast(sum(case when problems.has_said then problems.n else 0 end) as bigint) as n,
        cast(sum(case when problems.has_said then 0 else problems.n end) as bigint) as n_missing,
        cast(sum(case when problems.has_said then problems.w_sum else 0 end) as double) as w_sum,
        cast(sum(case when problems.has_said then problems.w2_sum else 0 end) as double) as w2_sum,
        cast(
            sum(case when problems.has_said and not problems.has_complained then problems.w_sum else 0 end) as double
        ) as wy_sum,
        bool_and(coalesce(sources.sampling_kind in ('probability', 'census'), false)) as is_random
    from problems
    inner join {{ ref('mart_complaint__period') }} as periods on problems.month = periods.month
    left join sources on problems.source_id = sources.source_id
    where {{ has_complaint_cell('periods', 'problems') }}
    group by all
    having sum(case when problems.has_said then problems.n else 0 end) > 0
)

select * from final
