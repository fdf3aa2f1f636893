with

programmes as (
    select * from {{ ref('dim_programme') }}
    where cost is not null
),

sources as (
    select * from {{ ref('dim_source') }}
    where method = 'survey'
),

designs as (
    select * from {{ ref('agg_design') }}
),

years as (
    select distinct
        period_start,
        period_end
    from {{ ref('mart_register__month') }}
    where period_type = 'year' and period_end <= {{ setting('as_of') }}
),

held as (
    select
        programmes.programme_key,
        programmes.source_ids,
        programmes.version_number,
        programmes.currency,
        cast(programmes.cost as double) as cost,
        years.period_start,
        years.period_end,
        1 + least(years.period_end, coalesce(programmes.valid_to, years.period_end))
        - greatest(years.period_start, programmes.valid_from) as days
    from programmes
    inner join years
        on
            programmes.valid_from <= years.period_end
            and coalesce(programmes.valid_to >= years.period_start, true)
),

-- A programme's cost is one of a year; where it changed within one, each version counts with its days.
costs as (
    select
        programme_key,
        period_start,
        period_end,
        max(currency) as currency,
        max_by(source_ids, version_number) as source_ids,
        sum(days * cost order by version_number asc) / sum(days) as cost_a_year
    from held
    group by programme_key, period_start, period_end
    having count(distinct currency) = 1 and sum(days) = 1 + period_end - period_start
),

surveyed as (
    select
        costs.programme_key,
        costs.period_start,
        costs.period_end,
        costs.currency,
        costs.cost_a_year,
        designs.source_id,
        sum(designs.n_responses) as n_responses
    from costs
    inner join sources on list_contains(string_split(costs.source_ids, ' '), sources.source_id)
    inner join designs
        on
            sources.source_id = designs.source_id
            and designs.month between costs.period_start and costs.period_end
    group by all
),

-- What a programme costs is not known by source, so its surveys share one cost per complete.
final as (
    select
        programme_key,
        source_id,
        period_start,
        period_end,
        currency,
        cost_a_year,
        cast(sum(n_responses) over programme_year as bigint) as n_completes,
        cost_a_year / sum(n_responses) over programme_year as cost_per_complete
    from surveyed
    window programme_year as (partition by programme_key, period_start)
)

select * from final
