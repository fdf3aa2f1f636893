-- en: Deliveries and what became of their rows
-- ca: Lliuraments i què se n’ha fet de les files
-- fa: تحویل‌ها و سرنوشت سطرهایشان
-- question: Which files came, how many of their rows were accepted, quarantined or duplicate, and which wait for a person?
select
    source_id,
    contract,
    file,
    status,
    landed,
    accepted,
    quarantined,
    duplicate
from published.pub_batch
order by quarantined desc, source_id, sequence, contract
limit 30
