with

focus_group as (
    select * from {{ ref('agg_focus_group') }}
),

agreement as (
    select * from {{ ref('mart_coder_agreement') }}
    where kind = 'theme'
),

-- Codes on which the coders of a session do not agree say nothing of it (M22).
held as (
    select
        focus_group.*,
        coalesce(agreement.verdict <> 'not_published', true) as is_counted
    from focus_group
    left join agreement using (source_id, session)
    where focus_group.month <= {{ setting('as_of') }}
),

-- Groups are counted, never remarks as a share of customers: a talkative group would weigh more than a silent one.
counted as (
    select
        theme as theme_key,
        characteristic_key,
        count(distinct session) filter (where is_counted) as n_groups_raised,
        count(distinct case when sentiment = 'positive' then session end) filter (where is_counted) as n_positive,
        count(distinct case when sentiment = 'neutral' then session end) filter (where is_counted) as n_neutral,
        count(distinct case when sentiment = 'negative' then session end) filter (where is_counted) as n_negative,
        count(distinct case when sentiment = 'mixed' then session end) filter (where is_counted) as n_mixed
    from held
    group by theme, characteristic_key
),

groups as (
    select
        count(distinct session) filter (where is_counted) as n_groups,
        count(distinct session) filter (where not is_counted) as n_groups_not_counted
    from held
),

pooled as (
    select * from agreement
    where session = 'all'
),

final as (
    select
        counted.*,
        groups.n_groups,
        groups.n_groups_not_counted,
        pooled.alpha as agreement_alpha,
        pooled.ci_low as agreement_ci_low,
        pooled.ci_high as agreement_ci_high,
        case
            when pooled.verdict = 'not_published' or counted.n_groups_raised = 0 then 'not_published'
            when pooled.verdict = 'publish' then 'publish'
            else 'tentative'
        end as status,
        'not_a_probability_sample' as caveat,
        cast(null as varchar) as suppress_reason,
        {{ provenance() }}
    from counted
    cross join groups
    left join pooled on true
)

select * from final
