-- en: What improved or declined, and how sure that is
-- ca: Què ha millorat o empitjorat, i amb quina certesa
-- fa: چه چیزی بهتر یا بدتر شد و با چه اطمینانی
-- question: Which figures changed between two periods beyond chance, by how much, and what is the smallest change that could have been seen?
select
    measure,
    characteristic_key,
    cut,
    cut_value,
    comparison,
    previous_period_start,
    period_start,
    round(difference, 2) as difference,
    round(ci_low, 2) as ci_low,
    round(ci_high, 2) as ci_high,
    p_adjusted,
    round(smallest_detectable_difference, 2) as smallest_detectable_difference,
    verdict,
    figure_id
from published.pub_wave_test
where verdict is not null
order by verdict in ('improved', 'declined') desc, p_adjusted, abs(difference) desc
limit 20
