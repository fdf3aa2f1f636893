{% set cell = 'source_id, period_type, period_start, period_end' %}

with

turns as (
    select * from {{ ref('mart_process__turn') }}
),

answers as (
    select * from {{ ref('mart_process__answer') }}
),

quarantine as (
    select * from {{ ref('mart_process__quarantine') }}
),

due as (
    {% for period_type in ['month', 'quarter', 'year'] %}
        select
            source_id,
            {{ calendar_period(period_type, 'turn_end') }},
            is_delivered,
            is_late
        from turns
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- Counts of what was expected and came are complete; rates of errors stand for the process that makes them.
final as (
    select
        'R20_delivered_share' as measure,
        {{ cell }},
        cast(count(*) filter (where is_delivered) as double) as k,
        count(*) as n,
        cast(null as double) as n_eff,
        true as is_complete_count
    from due
    group by {{ cell }}
    union all
    select
        'R20_on_time_share' as measure,
        {{ cell }},
        cast(count(*) filter (where not is_late) as double) as k,
        count(*) as n,
        cast(null as double) as n_eff,
        true as is_complete_count
    from due
    where is_late is not null
    group by {{ cell }}
    union all
    select
        'R20_coverage' as measure,
        {{ cell }},
        cast(n_covered as double) as k,
        n_cells as n,
        cast(null as double) as n_eff,
        true as is_complete_count
    from answers
    union all
    select
        'R20_item_nonresponse' as measure,
        {{ cell }},
        cast(n_unanswered as double) as k,
        n_asked as n,
        cast(n_interviews as double) as n_eff,
        false as is_complete_count
    from answers
    where n_asked > 0
    union all
    select
        'R20_quarantined_share' as measure,
        {{ cell }},
        cast(quarantined as double) as k,
        landed as n,
        cast(landed as double) as n_eff,
        false as is_complete_count
    from quarantine
    where landed > 0
)

select * from final
