-- Fails where one interview answers two questions of one characteristic and aspect: standard errors would count that
-- respondent twice, or leave one answer out. Give the second question its own characteristic in the profile.
-- What happened (problem_experience) is no estimate of a characteristic: its questions may be several.
select
    response_key,
    characteristic_key,
    aspect,
    count(*) as n_answers
from {{ ref('fct_answer') }}
where missing_code is distinct from 'not_asked' and aspect <> 'problem_experience'
group by response_key, characteristic_key, aspect
having count(*) > 1
