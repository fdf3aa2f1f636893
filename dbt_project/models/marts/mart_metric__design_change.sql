{% set series = 'characteristic_key, aspect, kind' %}

with

asking as (
    select * from {{ ref('mart_metric__asking') }}
),

months as (
    select distinct
        {{ series }},
        month,
        w_all
    from asking
),

with_pause as (
    select
        *,
        date_diff('month', lag(month) over (partition by {{ series }} order by month), month) as pause_months
    from months
),

whole as (
    select
        {{ series }},
        min(month) as first_month,
        max(month) as last_month,
        coalesce(max(pause_months), 1) as longest_pause
    from with_pause
    group by {{ series }}
),

spans as (
    select
        {{ series }},
        kind_value,
        min(month) as first_month,
        max(month) as last_month,
        coalesce(max(pause_months), 1) as longest_pause,
        sum(w) as w
    from asking
    group by {{ series }}, kind_value
),

-- What carried less than a fifth of the weight while it was in use: a few stray interviews change no design.
light as (
    select
        {{ series }},
        spans.kind_value
    from spans
    inner join months using ({{ series }})
    where months.month between spans.first_month and spans.last_month
    group by {{ series }}, spans.kind_value, spans.w
    having spans.w < 0.2 * sum(months.w_all)
),

-- It has gone once it failed to come back after the longest pause that it, or the whole series, had made before.
dated as (
    select
        spans.characteristic_key,
        spans.aspect,
        spans.kind,
        spans.kind_value,
        case when spans.first_month > whole.first_month then spans.first_month end as came_on,
        case
            when
                spans.last_month + to_months(cast(greatest(spans.longest_pause, whole.longest_pause) as integer))
                <= whole.last_month
                then cast(spans.last_month + interval 1 month as date)
        end as went_on
    from spans
    inner join whole using ({{ series }})
    anti join light using ({{ series }}, kind_value)
),

final as (
    {% for change in ['came', 'went'] %}
        select
            characteristic_key,
            aspect,
            kind,
            kind_value,
            '{{ change }}' as change,
            {{ change }}_on as changed_on
        from dated
        where {{ change }}_on is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
