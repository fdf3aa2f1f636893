{% set series = 'characteristic_key, aspect' %}

with

modes as (
    select * from {{ ref('agg_mode') }}
    where month <= {{ setting('as_of') }}
),

sources as (
    select * from {{ ref('dim_source') }}
),

asked as (
    select distinct
        month,
        source_id,
        {{ series }}
    from {{ ref('agg_answer_value') }}
    where cut = 'overall' and value is not null
),

-- How people were asked (mode), and how they came to be asked (kind of sampling), each with its weight in every month.
weighed as (
    {% for kind, column in [('mode', 'modes.mode'), ('sampling', 'sources.sampling_kind')] %}
        select
            asked.characteristic_key,
            asked.aspect,
            '{{ kind }}' as kind,
            {{ column }} as kind_value,
            modes.month,
            cast(sum(modes.w_sum) as decimal(38, 6)) as w
        from modes
        inner join asked using (month, source_id)
        inner join sources using (source_id)
        group by all
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

with_pause as (
    select
        *,
        cast(sum(w) over (partition by {{ series }}, kind, month) as decimal(38, 6)) as w_all,
        date_diff('month', lag(month) over (partition by {{ series }}, kind, kind_value order by month), month)
            as pause_months
    from weighed
)

select * from with_pause
