with

programme as (
    select * from {{ ref('pub_programme') }}
),

served as (
    select distinct unnest(string_split(source_ids, ' ')) as source_id from programme
),

source_health as (
    select * from {{ ref('pub_source_health') }}
),

delivery as (
    select * from {{ ref('pub_delivery') }}
    where status = 'missing' and due_on > cast({{ setting('as_of') }} - interval 12 month as date)
),

action as (
    select * from {{ ref('mart_effectiveness') }}
),

question as (
    select * from {{ ref('pub_question') }}
    where verdict <> 'in_use'
),

study as (
    select
        competitor_key,
        max(period_end) as last_day
    from {{ ref('pub_competitor') }}
    group by competitor_key
),

items as (
    select
        'target' as kind,
        programme_key as subject,
        verdict,
        target_value as value,
        period_start as happened_on
    from programme
    union all
    select
        'action' as kind,
        action_key as subject,
        verdict,
        cast(null as double) as value,
        due_on as happened_on
    from action
    union all
    select
        'question' as kind,
        concat_ws('.', characteristic_key, aspect) as subject,
        verdict,
        item_rest_correlation as value,
        last_asked as happened_on
    from question
    union all
    select
        'benchmark' as kind,
        competitor_key as subject,
        if(last_day <= {{ setting('as_of') }} - interval 12 month, 'stale', 'fresh') as verdict,
        cast(null as double) as value,
        last_day as happened_on
    from study
    union all
    select
        'delivery' as kind,
        source_id as subject,
        'missing' as verdict,
        cast(count(*) as double) as value,
        max(due_on) as happened_on
    from delivery
    group by source_id
    union all
    select
        'purpose' as kind,
        source_id as subject,
        'no_objective' as verdict,
        cast(null as double) as value,
        cast(null as date) as happened_on
    from source_health
    anti join served using (source_id)
),

final as (
    select
        *,
        {{ provenance() }}
    from items
)

select * from final
order by kind, subject
