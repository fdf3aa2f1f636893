with

organisation as (
    select * from {{ ref('stg_organisation') }}
),

response as (
    select * from {{ ref('fct_response') }}
),

metric as (
    select * from {{ ref('pub_metric') }}
),

complementary as (
    select coalesce(max(value), 'True') = 'True' as is_on
    from {{ ref('stg_setting') }}
    where setting = 'complementary'
),

hidden as (
    select count(*) as n_hidden_figures
    from metric
    where suppress_reason is not null
),

interviews as (
    select
        cast(min(event_at) as date) as data_from,
        cast(max(event_at) as date) as data_to,
        count(*) as n_interviews
    from response
    where cast(event_at as date) <= {{ setting('as_of') }}
),

final as (
    select
        organisation.organisation_id,
        organisation.kind,
        organisation.is_synthetic,
        organisation.timezone,
        organisation.default_language,
        {{ setting('as_of') }} as as_of,
        interviews.data_from,
        interviews.data_to,
        cast('{{ var("edition") }}' as varchar) as edition,
        {{ setting('headline_characteristic') }} as headline_characteristic,
        {{ setting('headline_aspect') }} as headline_aspect,
        {{ setting('headline_period') }} as headline_period,
        {{ setting('trend_period') }} as trend_period,
        {{ setting('minimum_n') }} as minimum_n,
        {{ setting('flag_n') }} as flag_n,
        complementary.is_on as has_complementary_suppression,
        {{ setting('false_discovery_rate') }} as false_discovery_rate,
        interviews.n_interviews,
        hidden.n_hidden_figures,
        {{ provenance() }}
    from organisation
    cross join interviews
    cross join hidden
    cross join complementary
)

select * from final
