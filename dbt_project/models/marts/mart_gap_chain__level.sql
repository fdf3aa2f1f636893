with

levels as (
    select * from {{ ref('fct_quality_level') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

settings as (
    select * from {{ ref('dim_reporting_setting') }}
),

mystery_visits as (
    select * from {{ ref('mart_mystery_visit') }}
),

-- A level counts for a period with the days it holds in it, up to the cut-off.
overlapping as (
    select
        periods.period_type,
        periods.period_start,
        levels.characteristic_key,
        levels.cut,
        levels.cut_value,
        levels.level,
        levels.quality_level_key,
        cast(levels.score_0_100 as double) as score_0_100,
        case when levels.level = 'planned' then 0 else cast(levels.se as double) end as se,
        1 + date_diff(
            'day',
            greatest(levels.period_start, periods.period_start),
            least(levels.period_end, periods.period_end, settings.as_of)
        ) as days
    from levels
    cross join settings
    inner join periods
        on
            levels.period_start <= least(periods.period_end, settings.as_of)
            and levels.period_end >= periods.period_start
),

declared as (
    select
        period_type,
        period_start,
        characteristic_key,
        cut,
        cut_value,
        level,
        sum(days * score_0_100 order by quality_level_key asc) / sum(days) as estimate,
        case
            when count(se) = count(*) then sqrt(sum(pow(days * se, 2) order by quality_level_key asc)) / sum(days)
        end as se
    from overlapping
    group by all
),

-- Where the register of levels says nothing of a characteristic in a period, mystery visits say what was delivered. One
-- measure per characteristic and period: segments seen by different ones could not be compared.
final as (
    select
        *,
        cast(null as double) as df,
        'quality_level' as level_source
    from declared
    union all
    select
        visits.period_type,
        visits.period_start,
        visits.characteristic_key,
        visits.cut,
        visits.cut_value,
        'delivered' as level,
        visits.score_0_100 as estimate,
        visits.se,
        visits.df,
        'mystery_visit' as level_source
    from mystery_visits as visits
    anti join declared
        on
            visits.period_type = declared.period_type
            and visits.period_start = declared.period_start
            and visits.characteristic_key = declared.characteristic_key
            and declared.level = 'delivered'
    where
        visits.characteristic_key <> 'all' and visits.site = 'all'
        and visits.se is not null and visits.n_visits >= {{ setting('minimum_n') }}
)

select * from final
