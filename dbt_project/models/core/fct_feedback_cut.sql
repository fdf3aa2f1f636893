{{ rebuilt_by_month() }}

{% set contracts = ['survey_response', 'complaint', 'suggestion', 'mystery_visit_item', 'letter', 'review'] %}

with

{% for contract in contracts %}
    {{ contract }} as (
        select
            source_id || '|{{ contract }}|' || source_record_id as feedback_key,
            {{ month_of('event_at') }} as month,
            segments
        from {{ ref('stg_' ~ contract) }}
    ),

{% endfor %}
every_method as (
    {% for contract in contracts %}
        select * from {{ contract }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

touched as (
    select * from every_method
    {{ where_month_is_touched() }}
),

final as (
    {{ segment_cuts('touched', 'feedback_key', has_overall=false) }}
)

select * from final
