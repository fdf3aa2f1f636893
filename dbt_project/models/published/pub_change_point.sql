with

change_point as (
    select * from {{ ref('mart_change_point') }}
),

trend as (
    select * from {{ ref('pub_trend') }}
),

-- Only of series whose verdict is published.
final as (
    select
        {{ figure_id('change_point', [
            'change_point.measure', 'change_point.aspect', 'change_point.characteristic_key', 'change_point.cut',
            'change_point.cut_value', 'change_point.period_start'
        ]) }},
        change_point.*
    from change_point
    inner join trend using (measure, aspect, characteristic_key, cut, cut_value)
    where trend.verdict in ('improved', 'declined')
)

select * from final
order by measure, aspect, characteristic_key, cut, cut_value, position
