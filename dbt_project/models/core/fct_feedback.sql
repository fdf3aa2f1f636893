{{ rebuilt_by_month() }}

-- What each method's records say in the words that all methods share; a method without a quantity has null there.
{% set methods = [
    ('survey', 'survey_response'), ('complaints', 'complaint'), ('focus_groups', 'focus_group_note'),
    ('competitor_research', 'competitor_score'), ('suggestion_box', 'suggestion'), ('mystery_shopping', 'mystery_visit_item'),
    ('letters', 'letter'), ('reviews', 'review'), ('operations', 'operation')
] %}

with

{% for method, contract in methods %}
    {{ contract }} as (
        select
            '{{ method }}' as method,
            '{{ contract }}' as contract,
            source_id,
            batch_id,
            source_record_id,
            source_row,
            event_at,
            language,
            {{ feedback_columns(contract) }}
        from {{ ref('stg_' ~ contract) }}
    ),

{% endfor %}
every_method as (
    {% for method, contract in methods %}
        select * from {{ contract }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

months as (
    select
        *,
        {{ month_of('event_at') }} as month
    from every_method
),

touched as (
    select * from months
    {{ where_month_is_touched() }}
),

overall as (
    select
        answers.response_key,
        max(answers.score_0_100) as score_0_100
    from {{ ref('fct_answer') }} as answers
    inner join {{ ref('dim_reporting_setting') }} as settings
        on
            answers.characteristic_key = settings.headline_characteristic
            and answers.aspect = settings.headline_aspect
    {{ where_month_is_touched('answers.month', and_also='answers.is_counted') }}
    group by answers.response_key
),

final as (
    select
        touched.source_id || '|' || touched.contract || '|' || touched.source_record_id as feedback_key,
        touched.method,
        touched.contract,
        touched.source_id,
        touched.batch_id,
        touched.source_record_id,
        touched.source_row,
        touched.event_at,
        touched.month,
        touched.customer_key,
        touched.characteristic_key,
        touched.language,
        touched.is_customer_voice,
        cast(coalesce(overall.score_0_100, touched.score_0_100) as decimal(9, 6)) as score_0_100,
        touched.sentiment_stated,
        touched.theme_stated
    from touched
    left join overall
        on
            touched.contract = 'survey_response'
            and touched.source_id || '|' || touched.source_record_id = overall.response_key
)

select * from final
