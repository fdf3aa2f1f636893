-- What customers told of themselves over time: a new row begins where an attribute's value changes (SCD type 2).
{% set contracts = {
    'survey_response': 'respondent_key', 'complaint': 'customer_key', 'suggestion': 'customer_key', 'letter': 'customer_key',
    'review': 'customer_key', 'promise_check': 'customer_key', 'sample_unit': 'customer_key'
} %}

with

{% for contract, key in contracts.items() %}
    {{ contract }} as (
        select
            {{ key }} as customer_key,
            cast(event_at as date) as stated_on,
            segments
        from {{ ref('stg_' ~ contract) }}
        where {{ key }} is not null
    ),

{% endfor %}
every_method as (
    {% for contract in contracts %}
        select * from {{ contract }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

exploded as (
    {{ explode_map('every_method', 'segments', 'attribute', 'attribute_value', keep=['customer_key', 'stated_on']) }}
),

roles as (
    select
        respondent_key as customer_key,
        cast(event_at as date) as stated_on,
        'role' as attribute,
        respondent_role as attribute_value
    from {{ ref('stg_survey_response') }}
    where respondent_key is not null and respondent_role is not null
),

statuses as (
    select
        respondent_key as customer_key,
        cast(event_at as date) as stated_on,
        'status' as attribute,
        respondent_status as attribute_value
    from {{ ref('stg_survey_response') }}
    where respondent_key is not null and respondent_status is not null
),

stated as (
    select * from exploded
    union all
    select * from roles
    union all
    select * from statuses
),

-- Two values on one day cannot be put in order: the greater stands, on every engine and in every run.
daily as (
    select
        customer_key,
        attribute,
        stated_on,
        max(attribute_value) as attribute_value
    from stated
    group by customer_key, attribute, stated_on
),

compared as (
    select
        *,
        lag(attribute_value) over (partition by customer_key, attribute order by stated_on) as value_before
    from daily
),

changes as (
    select
        *,
        lead(stated_on) over (partition by customer_key, attribute order by stated_on) as next_change
    from compared
    where value_before is null or value_before <> attribute_value
),

final as (
    select
        customer_key,
        attribute,
        attribute_value,
        stated_on as valid_from,
        cast(next_change - interval 1 day as date) as valid_to,
        next_change is null as is_current
    from changes
)

select * from final
