-- en: Trends and when they began
-- ca: Tendències i quan van començar
-- fa: روندها و آغازشان
-- question: Which series rise or fall, how steeply, and in which month did the largest step come?
select
    measure,
    characteristic_key,
    cut,
    cut_value,
    n_points,
    round(sen_slope, 3) as points_per_period,
    round(ci_low, 3) as ci_low,
    round(ci_high, 3) as ci_high,
    p_adjusted,
    verdict,
    change_point_period_start,
    round(change_size, 1) as change_size
from published.pub_trend
order by verdict in ('improved', 'declined') desc, p_adjusted, characteristic_key, cut, cut_value
limit 20
