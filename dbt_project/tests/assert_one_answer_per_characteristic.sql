-- Fails where one interview answers two questions of one characteristic and aspect: standard errors would count that
-- respondent twice, or leave one answer out. Give the second question its own characteristic in the profile.
select
    response_key,
    characteristic_key,
    aspect,
    count(*) as n_answers
from {{ ref('fct_answer') }}
where missing_code is distinct from 'not_asked'
group by response_key, characteristic_key, aspect
having count(*) > 1
