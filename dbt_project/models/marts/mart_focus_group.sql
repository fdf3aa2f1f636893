with

focus_group as (
    select * from {{ ref('agg_focus_group') }}
),

held as (
    select *
    from focus_group
    where month <= {{ setting('as_of') }}
),

-- Groups are counted, never remarks as a share of customers: a talkative group would weigh more than a silent one.
counted as (
    select
        theme as theme_key,
        characteristic_key,
        count(distinct session) as n_groups_raised,
        count(distinct case when sentiment = 'positive' then session end) as n_positive,
        count(distinct case when sentiment = 'neutral' then session end) as n_neutral,
        count(distinct case when sentiment = 'negative' then session end) as n_negative,
        count(distinct case when sentiment = 'mixed' then session end) as n_mixed
    from held
    group by theme, characteristic_key
),

groups as (
    select count(distinct session) as n_groups
    from held
),

final as (
    select
        counted.*,
        groups.n_groups,
        'not_a_probability_sample' as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from counted
    cross join groups
)

select * from final
