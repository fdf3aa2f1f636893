{% set late = {
    'acknowledge': 'M19_late_acknowledgement', 'respond': 'M19_late_response', 'resolve': 'M19_late_resolution'
} %}

with

handling as (
    select * from {{ ref('agg_complaint_handling') }}
),

received as (
    select
        month,
        cut,
        cut_value,
        cast(sum(n_received) as bigint) as n_received
    from {{ ref('agg_complaint') }}
    group by month, cut, cut_value
),

levels as (
    select * from {{ ref('agg_complaint_service_level') }}
),

-- A complaint counts once it has been followed for the whole window; until then it is missing, not a success.
monthly as (
    select
        month,
        measure,
        cut,
        cut_value,
        n,
        value_sum,
        value_square_sum
    from handling
    where counts_on <= {{ setting('as_of') }}
    {% for step, measure in late.items() %}
        union all
        select
            month,
            '{{ measure }}' as measure,
            cut,
            cut_value,
            n - n_withdrawn as n,
            n - n_withdrawn - n_met as value_sum,
            n - n_withdrawn - n_met as value_square_sum
        from levels
        where step = '{{ step }}' and due_on <= {{ setting('as_of') }}
    {% endfor %}
),

summed as (
    select
        month,
        measure,
        cut,
        cut_value,
        sum(n) as n,
        sum(value_sum) as value_sum,
        sum(value_square_sum) as value_square_sum
    from monthly
    group by month, measure, cut, cut_value
),

-- A month of which nothing can be said yet still lacks its complaints.
measures as (
    select distinct measure from summed
),

final as (
    select
        measures.measure,
        received.cut,
        received.cut_value,
        periods.period_type,
        periods.period_start,
        periods.period_end,
        periods.previous_period_start,
        periods.is_partial,
        cast(coalesce(sum(summed.n), 0) as bigint) as n,
        cast(sum(received.n_received) - coalesce(sum(summed.n), 0) as bigint) as n_missing,
        cast(sum(summed.value_sum) as double) as value_sum,
        cast(sum(summed.value_square_sum) as double) as value_square_sum
    from received
    cross join measures
    inner join {{ ref('mart_complaint__period') }} as periods on received.month = periods.month
    left join summed
        on
            received.month = summed.month
            and received.cut = summed.cut
            and received.cut_value = summed.cut_value
            and measures.measure = summed.measure
    where {{ has_complaint_cell('periods', 'received') }}
    group by all
    having coalesce(sum(summed.n), 0) > 0
)

select * from final
