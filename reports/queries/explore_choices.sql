select
    measure,
    aspect,
    characteristic_key,
    string_agg(distinct cut, ',' order by cut) as cuts,
    string_agg(distinct period_type, ',' order by period_type) as period_types
from satisfaction.metric
where figure_id is not null
group by measure, aspect, characteristic_key
order by measure, aspect, characteristic_key
