-- Catches a sentence that names a figure which is not published, or hidden.
with

named as (
    select
        sentence_id,
        unnest(string_split(figure_ids, ',')) as figure_id
    from {{ ref('pub_sentence') }}
    where figure_ids <> ''
),

published as (
    {% for table in [
        'pub_metric', 'pub_gap', 'pub_gap_chain', 'pub_trend', 'pub_wave_test', 'pub_complaint_rate', 'pub_complaint_cause',
        'pub_competitor'
    ] %}
        select
            figure_id,
            suppress_reason
        from {{ ref(table) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select named.*
from named
left join published using (figure_id)
where published.figure_id is null or published.suppress_reason is not null
