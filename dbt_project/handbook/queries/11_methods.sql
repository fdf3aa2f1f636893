-- en: What each method heard
-- ca: Què ha sentit cada mètode
-- fa: هر روش چه شنید
-- question: How many records came by each method in the last twelve months, and how many carry a score?
select
    feedback.method,
    feedback.is_customer_voice,
    count(*) as n,
    count(feedback.score_0_100) as n_with_score,
    min(feedback.month) as first_month,
    max(feedback.month) as last_month
from core.fct_feedback as feedback
cross join published.pub_edition as edition
where feedback.month > edition.as_of - interval 12 month and feedback.month <= edition.as_of
group by feedback.method, feedback.is_customer_voice
order by n desc, feedback.method
